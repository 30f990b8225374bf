"""Doors: a contact's state, and the moment it changes.

The first report changes nothing, nor does a word that means neither open nor closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.telemetry import ReadingRecorded
from events.zones import DoorClosed, DoorOpened
from handlers.reactor import Reactor
from handlers.world.thresholds import LATE
from projections.projection import State
from projections.switches import switched

CHANNEL = "door"


@dataclass(frozen=True, slots=True)
class Door:
    """Whether a door is open, as its contact last said."""

    open: bool
    time: datetime


class DoorReactor(Reactor[Door]):
    """A door that changes its state opened or closed, at once."""

    name: ClassVar[str] = "doors"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = Door

    def step(self, state: State[Door], event: Recorded) -> Sequence[Draft]:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        if reading.channel != CHANNEL or event.recorded_at - event.time >= LATE:
            return ()
        is_open = switched(reading.value)
        if is_open is None:
            return ()
        device = event.subject.name
        key = f"{reading.zone}/{device}"
        known, now = state.get(key), Door(is_open, event.time)
        if known is not None and now.time < known.time:
            return ()
        state.put(key, now)
        if known is None or known.open == now.open:
            return ()
        change = DoorOpened if now.open else DoorClosed
        data = change(zone=reading.zone, device=device)
        return [Draft(data, Subject.of("zone", reading.zone))]
