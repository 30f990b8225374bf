"""Series: what a channel of a zone did, hour by hour and day by day, in UTC.

Sums are integers of millionths, so that they come out the same in whatever order, and by whatever
machine, the readings are added up.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar

from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections.projection import Projection, State

MICRO = 1_000_000
LARGEST = 1e12
"""Readings beyond this magnitude are kept in the log but not summed."""

HOUR_S = 3_600
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Bucket:
    """The readings of one channel of one zone whose time falls into one span."""

    zone: str
    channel: str
    start: datetime
    count: int
    sum_micro: int
    minimum: float
    maximum: float

    @property
    def mean(self) -> float:
        return self.sum_micro / self.count / MICRO


class _Series(Projection[Bucket]):
    """Buckets of `span_s` seconds, by zone, channel and start."""

    handles: ClassVar = frozenset({ReadingRecorded.event_type})
    row = Bucket
    span_s: ClassVar[int]

    def apply(self, state: State[Bucket], event: Recorded) -> None:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        if isinstance(reading.value, str) or abs(reading.value) > LARGEST:
            return
        value = float(reading.value) + 0.0  # which makes one zero of the two
        start_s = int(event.time.timestamp() // self.span_s) * self.span_s
        key = bucket_key(reading.zone, reading.channel, start_s)
        state.put(key, _added(state.get(key), reading, start_s, value))


def _added(known: Bucket | None, reading: ReadingRecorded, start_s: int, value: float) -> Bucket:
    micro = round(value * MICRO)
    if known is None:
        start = bucket_start(start_s)
        return Bucket(reading.zone, reading.channel, start, 1, micro, value, value)
    return Bucket(
        known.zone,
        known.channel,
        known.start,
        known.count + 1,
        known.sum_micro + micro,
        min(known.minimum, value),
        max(known.maximum, value),
    )


def bucket_key(zone: str, channel: str, start_s: int) -> str:
    """Sorts by time within a channel."""
    return f"{zone}/{channel}/{_label(start_s)}"


@lru_cache(maxsize=4_096)
def bucket_start(start_s: int) -> datetime:
    """When a bucket begins, given in seconds since 1970."""
    return datetime.fromtimestamp(start_s, UTC)


@lru_cache(maxsize=4_096)
def _label(start_s: int) -> str:
    return bucket_start(start_s).strftime("%Y-%m-%dT%H:%MZ")


class HourlySeries(_Series):
    """Hour by hour."""

    name = "hourly"
    span_s = HOUR_S


class DailySeries(_Series):
    """Day by day."""

    name = "daily"
    span_s = DAY_S
