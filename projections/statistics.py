"""Statistics of the log itself: what came when, and what was turned away, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from events.catalogue import PAYLOADS
from events.envelope import Recorded
from events.log import MessageRejected
from projections.keys import bounded
from projections.projection import Projection, State


@dataclass(frozen=True, slots=True)
class TypeCount:
    """The events of one type that were recorded on one day, UTC."""

    type: str
    day: str
    count: int
    first_position: int
    last_position: int
    last_recorded_at: datetime


class LogStatistics(Projection[TypeCount]):
    """How many events of each type were recorded, day by day."""

    name = "statistics"
    handles: ClassVar = frozenset(PAYLOADS)
    row = TypeCount

    def apply(self, state: State[TypeCount], event: Recorded) -> None:
        day = event.recorded_at.date().isoformat()
        key = f"{day}/{event.type}"
        known = state.get(key)
        first = event.position if known is None else known.first_position
        count = 1 if known is None else known.count + 1
        row = TypeCount(event.type, day, count, first, event.position, event.recorded_at)
        state.put(key, row)


@dataclass(frozen=True, slots=True)
class RejectionCount:
    """The messages of one topic that were turned away."""

    topic: str
    dialect: str | None
    count: int
    last_reason: str
    last_time: datetime


TOPICS_LIMIT = 1_000
"""Topics that are counted one by one; the rest are counted together."""
OTHER_TOPICS = "(others)"


class Rejections(Projection[RejectionCount]):
    """What was turned away, by topic."""

    name = "rejections"
    handles: ClassVar = frozenset({MessageRejected.event_type})
    row = RejectionCount

    def apply(self, state: State[RejectionCount], event: Recorded) -> None:
        rejected = event.data
        assert isinstance(rejected, MessageRejected)
        key = bounded(rejected.topic)
        if key not in state.rows() and len(state) >= TOPICS_LIMIT:
            key = OTHER_TOPICS
        known = state.get(key)
        count = 1 if known is None else known.count + 1
        row = RejectionCount(key, rejected.dialect, count, rejected.reason, event.time)
        state.put(key, row)
