"""Speakers: what sensors and observers said last, by name.

Devices choose their names, so a row remembers a bounded number of them, and none for longer than
what it said can count.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from projections.fusion import WINDOW

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
    latest = sorted(others.items(), key=lambda one: (one[1].time, one[0]))
    return dict(latest[1 - SPEAKERS_LIMIT :])
