"""The shelves of the safety floor's state, each made when it is first needed: readings are many."""

from functools import cached_property
from typing import Any

from events.envelope import Recorded
from handlers.safety.equipment import Equipment
from handlers.safety.zones import Air, Watched
from projections.projection import State
from projections.roster import Kept, Roster
from projections.shelves import Shelf
from projections.trust import Standing

Row = Air | Watched | Equipment | Standing | Kept

_ROSTER = Roster("standings", "equipment")
"""Of the devices that the floor knows."""


class Shelves:
    """Rows of every kind, by kind."""

    def __init__(self, state: State[Any]) -> None:  # Any: rows of every shelf
        self._state = state

    @cached_property
    def air(self) -> State[Air]:
        """By zone and channel."""
        return Shelf(self._state, "air")

    @cached_property
    def zones(self) -> State[Watched]:
        return Shelf(self._state, "zones")

    @cached_property
    def equipment(self) -> State[Equipment]:
        return Shelf(self._state, "equipment")

    @cached_property
    def standings(self) -> State[Standing]:
        """How devices stand, those of other zones included."""
        return Shelf(self._state, "standings")

    def told(self, event: Recorded) -> None:
        """Keep what an event of `Trust` says of how a device stands."""
        _ROSTER.told(self._state, event)

    def admits(self, event: Recorded, device: str) -> bool:
        """Whether rows of a device that an event names are kept."""
        return _ROSTER.admits(self._state, device, event)
