"""Comparing two builds of a view byte for byte: live equals rebuilt, or here it does not."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """A key whose rows differ; None where one side has none."""

    projection: str
    key: str
    live: bytes | None
    rebuilt: bytes | None


def first_difference(
    projection: str, live: Mapping[str, bytes], rebuilt: Mapping[str, bytes]
) -> Difference | None:
    """The first key, in order, at which the two differ; None if they are equal."""
    for key in sorted(live.keys() | rebuilt.keys()):
        if live.get(key) != rebuilt.get(key):
            return Difference(projection, key, live.get(key), rebuilt.get(key))
    return None
