"""What the safety floor knows of a zone: each quantity's sensors, and who is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from events.zones import Quantity
from handlers.safety.episodes import Episode
from handlers.world.presence import Presence, people_in
from handlers.world.sensors import Sensor


@dataclass(frozen=True, slots=True)
class Air:
    """One quantity of one zone."""

    zone: str
    channel: Quantity
    sensors: Mapping[str, Sensor]
    """Those that have a vote, by device."""
    episodes: Mapping[str, Episode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watched:
    """A zone from which something ever told whether people are there, or lost a device."""

    zone: str
    presence: Presence | None
    """None where nothing ever told."""
    lost_at: datetime | None = None
    """When the floor last acted on a device that went away."""


def has_people(watched: Watched | None, moment: datetime) -> bool:
    """Whether somebody is known to be there."""
    presence = watched.presence if watched else None
    return presence is not None and people_in(presence, moment) > 0


def may_be_heard(watched: Watched | None, moment: datetime) -> bool:
    """Whether somebody may be there: a zone that nothing observes is not known to be empty."""
    presence = watched.presence if watched else None
    return presence is None or people_in(presence, moment) > 0
