"""What Postgres adds up itself during a rebuild: readings by stretch, room, channel and device.

A stretch are the positions from one boundary to the next. Views that follow from such sums come out
byte for byte as if every event had been folded; the fold stays the definition.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from events.catalogue import decode
from events.eventlog.postgres.connection import Connection
from events.identity import Position
from events.telemetry import ReadingRecorded
from services.projector import statements
from services.projector.build import BOUNDARY

SUMMARISED_VERSION = 1
"""Of `telemetry.reading_recorded`; the statement reads its fields as they are stored."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of one channel that one device sent from a room within an hour and a stretch."""

    zone: str
    channel: str
    device: str
    hour_s: int
    count: int
    """Those that can be summed, as `projections.series` has it; the next three are None without."""
    sum_micro: int | None
    minimum: float | None
    maximum: float | None
    latest_time: datetime
    latest_position: Position
    latest: ReadingRecorded


@dataclass(frozen=True, slots=True)
class Recordings:
    """The events of one type that were recorded on one day within a stretch."""

    type: str
    day: str
    count: int
    first_position: Position
    last_position: Position
    last_recorded_at: datetime


@dataclass(slots=True)
class Stretch:
    """The sums of one stretch."""

    readings: list[Readings] = field(default_factory=list)
    recordings: list[Recordings] = field(default_factory=list)


NOTHING = Stretch()


class Summary:
    """The sums of a span of the log, stretch by stretch."""

    def __init__(self) -> None:
        self._stretches: defaultdict[int, Stretch] = defaultdict(Stretch)

    def up_to(self, position: Position) -> Stretch:
        """The stretch that `position` lies in."""
        return self._stretches.get((position - 1) // BOUNDARY, NOTHING)

    def add_readings(self, rows: Iterable[Any]) -> None:
        for stretch, zone, channel, subject, hour, *sums, time, position, data in rows:
            count, sum_micro, minimum, maximum = sums
            latest = decode(ReadingRecorded.event_type, SUMMARISED_VERSION, data)
            assert isinstance(latest, ReadingRecorded)
            device = subject.partition(":")[2]
            total = None if sum_micro is None else int(sum_micro)
            readings = Readings(
                zone, channel, device, hour, count, total, minimum, maximum,
                time.astimezone(UTC), position, latest,
            )  # fmt: skip
            self._stretches[stretch].readings.append(readings)

    def add_recordings(self, rows: Iterable[Any]) -> None:
        for stretch, kind, day, count, first, last, recorded_at in rows:
            moment = recorded_at.astimezone(UTC)
            recordings = Recordings(kind, day.isoformat(), count, first, last, moment)
            self._stretches[stretch].recordings.append(recordings)


async def summarise(connection: Connection, after: Position, until: Position) -> Summary:
    """The sums of (after, until]."""
    span = {"after": after, "until": until, "stretch": BOUNDARY}
    summary = Summary()
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(statements.READINGS_SUMMED, span)
        summary.add_readings(await cursor.fetchall())
        await cursor.execute(statements.RECORDINGS_COUNTED, span)
        summary.add_recordings(await cursor.fetchall())
    return summary
