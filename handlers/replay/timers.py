"""Which timers are armed in a world that is fed event by event, and which of them is due first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from events.envelope import Recorded
from projections.armed import FOLDS, armed_by_events
from projections.projection import State
from projections.runtime import fold
from projections.timers import Due


class Timers:
    """Of one world. Its clock never goes back."""

    def __init__(self) -> None:
        self._folds = [(one, State[Any]()) for one in FOLDS]
        self._rows = {one.name: state.rows() for one, state in self._folds}
        self._now = datetime.min.replace(tzinfo=UTC)

    def fold(self, event: Recorded) -> None:
        self._now = max(self._now, event.recorded_at)
        for projection, state in self._folds:
            if event.type in projection.handles:
                fold(projection, state, (event,))
                state.keep()

    def due(self, until: datetime) -> Iterator[Due]:
        """Those that are armed and due by then, in no particular order."""
        return (due for due in armed_by_events(self._rows, self._now) if due.due <= until)
