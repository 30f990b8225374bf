"""What Postgres adds up itself during a rebuild: readings by stretch, room, channel and device.

A stretch are the positions from one boundary to the next. Of the readings only two in each group
are read whole, the last and the one with the latest time; everything else is read as it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.sql import SQL
from psycopg.sql import Literal as Value

from events.catalogue import PAYLOADS
from events.envelope import Recorded
from events.errors import LogDamaged
from events.eventlog import EventLog
from events.eventlog.postgres.connection import Connection, reason_of
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.reading import fetch
from events.eventlog.postgres.selection import WHOLE
from events.identity import Position
from events.query import Query
from events.telemetry import ReadingRecorded
from services.projector import statements
from services.projector.build import BOUNDARY
from services.projector.errors import NotSummed

SUMMARISED_VERSION = 1
"""Of `telemetry.reading_recorded`; the statement reads its fields as they are stored."""

OTHERS = Query(types=frozenset(PAYLOADS) - {ReadingRecorded.event_type})


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of one channel that one device sent from a room within an hour and a stretch."""

    zone: str
    channel: str
    device: str
    boot: str | None
    hour_s: int
    count: int
    """Those that can be summed, as `projections.series` has it; the next three are None without."""
    sum_micro: int | None
    minimum: float | None
    maximum: float | None
    positions: list[Position]
    recorded_micro: list[int]
    """When each was recorded, in microseconds since 1970."""
    numbers: list[int | None]
    """Their `seq`."""


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
    """What happened in one stretch."""

    readings: list[Readings] = field(default_factory=list)
    recordings: list[Recordings] = field(default_factory=list)
    told: list[Recorded] = field(default_factory=list)
    """The few readings that are read, and all other events, by position."""


@dataclass(slots=True)
class Summary:
    """What happened in a span of the log, stretch by stretch."""

    until: Position
    others: list[Recorded] = field(default_factory=list)
    """The events that are no readings."""
    _stretches: dict[int, Stretch] = field(default_factory=lambda: defaultdict(Stretch))

    def up_to(self, position: Position) -> Stretch:
        """The stretch that `position` lies in."""
        return self._stretches.get(_stretch(position)) or Stretch()

    def add_readings(self, rows: Iterable[Any]) -> set[Position]:
        """Take up the groups; returns the readings that must be read."""
        wanted: set[Position] = set()
        for stretch, zone, channel, subject, boot, hour, *sums, latest, last, at, when, seq in rows:
            count, micro, minimum, maximum = sums
            device, total = subject.partition(":")[2], None if micro is None else int(micro)
            self._stretches[stretch].readings.append(
                Readings(
                    zone, channel, device, boot, hour, count, total, minimum, maximum, at, when, seq
                )
            )
            wanted |= {latest, last}
        return wanted

    def add_recordings(self, rows: Iterable[Any]) -> None:
        for stretch, kind, day, count, first, last, recorded_at in rows:
            moment = recorded_at.astimezone(UTC)
            recordings = Recordings(kind, day.isoformat(), count, first, last, moment)
            self._stretches[stretch].recordings.append(recordings)

    @property
    def counted(self) -> int:
        """How many events there were."""
        stretches = self._stretches.values()
        return sum(said.count for stretch in stretches for said in stretch.recordings)

    def add_told(self, events: Iterable[Recorded]) -> None:
        for event in sorted(events, key=lambda one: one.position):
            self._stretches[_stretch(event.position)].told.append(event)


def _stretch(position: Position) -> int:
    return (position - 1) // BOUNDARY


def _damaged(found: Any) -> LogDamaged:
    """What is missing, as a reader of the events would have said it."""
    missing = 0 if found is None else found[0]
    return LogDamaged(missing, f"position {missing}", "nothing")


async def summarise(
    log: EventLog, connection: Connection, names: Names, after: Position, until: Position
) -> Summary:
    """What happened in (after, until]. Raises `LogDamaged` if any of it is missing, `NotSummed`."""
    span = {"after": after, "until": until, "stretch": BOUNDARY}
    summary = Summary(until)
    async with connection.cursor(binary=True) as cursor:
        try:
            await cursor.execute(statements.READINGS_SUMMED, span)
        except psycopg.DataError as error:
            raise NotSummed(reason_of(error)) from error
        wanted = summary.add_readings(await cursor.fetchall())
        await cursor.execute(statements.RECORDINGS_COUNTED, span)
        summary.add_recordings(await cursor.fetchall())
        if summary.counted != until - after:
            await cursor.execute(statements.FIRST_MISSING, span)
            raise _damaged(await cursor.fetchone())
    async for page in log.pages(after=after, until=until, query=OTHERS):
        summary.others.extend(page.events)
    chosen = SQL("SELECT {} FROM events WHERE position = ANY({})").format(
        WHOLE, Value(sorted(wanted))
    )
    readings = await fetch(connection, names, chosen)
    summary.add_told([*readings, *summary.others])
    return summary
