"""Counting a log: how many events of which type, and from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from events.eventlog.postgres.log import PostgresEventLog

_BY_TYPE = """
    SELECT n.name, c.count
    FROM (SELECT type_id, count(*) FROM events GROUP BY type_id) c
    JOIN names n ON n.id = c.type_id
    ORDER BY n.name
"""

_TIMES = "SELECT min(time), max(time) FROM events"


@dataclass(frozen=True, slots=True)
class Counts:
    """The log in numbers; the times are event times."""

    by_type: Mapping[str, int]
    first_time: datetime | None
    last_time: datetime | None


async def count_events(log: PostgresEventLog) -> Counts:
    async with log.connection() as connection:
        by_type = await (await connection.execute(_BY_TYPE)).fetchall()
        times = await (await connection.execute(_TIMES)).fetchone()
    first, last = times or (None, None)
    return Counts(dict(by_type), first, last)
