"""Speakers: what sensors and observers said last, by name.

Devices choose their names, so a row remembers a bounded number of them, and none for longer than
what it said can count. A hub chooses its leaves' names, too: many of them push out each other
before they push out anybody else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from projections.fusion import WINDOW
from projections.hubs import hub_of

SPEAKERS_LIMIT = 64
"""Of a zone's sensors of one channel, observers or motion sensors: those that were heard last."""


class Timed(Protocol):
    """Something that was said at a time."""

    @property
    def time(self) -> datetime: ...


Said = TypeVar("Said", bound=Timed)


def others_heard(known: Mapping[str, Said], name: str, now: datetime) -> dict[str, Said]:
    """What speakers other than `name` said within the window, with room left for that one."""
    others = {
        other: said for other, said in known.items() if other != name and now - said.time < WINDOW
    }
    if len(others) < SPEAKERS_LIMIT:
        return others
    latest = sorted(others, key=lambda one: (others[one].time, one), reverse=True)
    ranks = _ranks([name, *latest])
    kept = sorted(latest, key=ranks.__getitem__)[: SPEAKERS_LIMIT - 1]
    return {one: others[one] for one in reversed(kept)}


def _ranks(latest: Iterable[str]) -> dict[str, int]:
    """How many speakers of the same hub were heard after each."""
    heard: Counter[str] = Counter()
    ranks: dict[str, int] = {}
    for name in latest:
        hub = hub_of(name)
        ranks[name] = heard[hub]
        heard[hub] += 1
    return ranks
