"""Episodes: whether a danger is there, whether it is the same as before, and whether to act on it.

A danger is acted on the moment it is there, and again whenever the cooldown has passed and it still
is. Hovering about the limit is one episode; it ends only well on the safe side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.safety.limits import Danger
from handlers.world.alarms import cooled


@dataclass(frozen=True, slots=True)
class Episode:
    """When a danger was acted on last, and whether it has not been over since."""

    ongoing: bool
    acted_at: datetime


Episodes = Mapping[str, Episode]
"""By rule."""


def judged(
    known: Episodes, danger: Danger, value: float, now: datetime, cooldown_s: float
) -> tuple[Episodes, bool]:
    """The episodes after a zone's quantity was found to be `value`, and whether to act."""
    last = known.get(danger.rule)
    if last is not None and last.ongoing and danger.is_over(value):
        return {**known, danger.rule: Episode(False, last.acted_at)}, False
    if not danger.is_reached(value):
        return known, False
    if not cooled(last.acted_at if last else None, now, cooldown_s):
        return known, False
    return {**known, danger.rule: Episode(True, now)}, True


def is_ongoing(known: Episodes, rule: str) -> bool:
    episode = known.get(rule)
    return episode is not None and episode.ongoing
