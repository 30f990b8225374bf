"""Whether events of another log continue this one: what an exact copy must keep to."""

from collections.abc import Sequence
from datetime import datetime

from events.entry import timestamp
from events.envelope import Recorded
from events.errors import EventIdConflict, LogDamaged
from events.identity import Position


def require_continuation(
    last: Position, last_moment: datetime | None, events: Sequence[Recorded]
) -> None:
    """Raises `LogDamaged` where a position is out of turn or `recorded_at` runs backward."""
    seen: dict[object, Position] = {}
    for expected, event in enumerate(events, start=last + 1):
        if event.position != expected:
            raise LogDamaged(expected, f"position {expected}", f"position {event.position}")
        if last_moment is not None and event.recorded_at < last_moment:
            earliest, actual = timestamp(last_moment), timestamp(event.recorded_at)
            raise LogDamaged(expected, f"recorded at {earliest} or later", f"at {actual}")
        if event.id in seen:
            raise EventIdConflict(event.id, seen[event.id])
        seen[event.id], last_moment = event.position, event.recorded_at
