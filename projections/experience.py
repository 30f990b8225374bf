"""Experience: devices that somebody provided, and what they have earned in experience.

Only what an operator said counts. A device that names an owner, a kind or a zone of its own would
set its own pay.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from events.devices import Registered, XpGranted
from events.envelope import Recorded
from projections.projection import Projection, State


@dataclass(frozen=True, slots=True)
class OwnedDevice:
    """A device with an owner."""

    device: str
    owner: int
    registered_at: datetime
    device_type: str | None = None
    display_name: str | None = None
    topic_prefix: str | None = None
    zone: str | None = None
    """As the topic prefix says."""
    xp: int = 0
    active: bool = True


class Experience(Projection[OwnedDevice]):
    """Every device that an operator registered to an owner, by name."""

    name: ClassVar[str] = "experience"
    handles: ClassVar[frozenset[str]] = frozenset({Registered.event_type, XpGranted.event_type})
    row: ClassVar[type] = OwnedDevice

    def apply(self, state: State[OwnedDevice], event: Recorded) -> None:
        key = event.subject.name
        known = state.get(key)
        match event.data:
            case Registered() as said if said.command is not None:
                after = _registered(known, said, event.time)
            case XpGranted() as granted if known is not None:
                after = replace(known, xp=known.xp + granted.amount)
            case _:
                return
        if after is not None:
            state.put(key, after)


def zone_of(topic_prefix: str) -> str | None:
    """The zone that a device's topics name, as `office/{zone}/…`, whole and to the letter."""
    levels = topic_prefix.split("/")
    return levels[1] or None if len(levels) > 1 else None


def active_in(zone: str | None, devices: Iterable[OwnedDevice]) -> list[OwnedDevice]:
    """The devices of a zone that take part, in the order of their names."""
    present = [one for one in devices if one.active and one.zone == zone and zone is not None]
    return sorted(present, key=lambda one: one.device)


def _registered(known: OwnedDevice | None, said: Registered, time: datetime) -> OwnedDevice | None:
    if known is None:
        if said.owner is None:
            return None
        known = OwnedDevice(said.device, said.owner, time)
    prefix = known.topic_prefix if said.topic_prefix is None else said.topic_prefix
    return replace(
        known,
        owner=known.owner if said.owner is None else said.owner,
        device_type=said.device_type or known.device_type,
        display_name=known.display_name if said.display_name is None else said.display_name,
        topic_prefix=prefix,
        zone=None if prefix is None else zone_of(prefix),
        active=known.active if said.active is None else said.active,
    )
