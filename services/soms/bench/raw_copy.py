"""The limit of appending: the same rows into the same table by plain `COPY`, nothing else.

No order, no ids' index, no hashes; rows are prepared beforehand, each batch is one transaction.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from events.envelope import Event
from events.eventlog.postgres.connection import connect
from events.eventlog.postgres.schema import schema_of
from services.soms.bench.stack import fresh_log

_COPY = """
    COPY events (position, time, recorded_at, leaf_prefix, id, subject_id, source_id, actor_id,
        type_id, dataversion, data)
    FROM STDIN
"""

Rows = list[tuple[object, ...]]


async def copy_rate(url: str, work: Sequence[Sequence[Event]]) -> float:
    """Events a second."""
    prepared = _prepared(work)
    events = sum(map(len, prepared))
    async with fresh_log(url) as log, await connect(url, schema_of(log.hub)) as connection:
        await connection.execute("SELECT make_room(%s)", [events])
        began = time.perf_counter()
        for rows in prepared:
            async with (
                connection.transaction(),
                connection.cursor() as cursor,
                cursor.copy(_COPY) as copy,
            ):
                for row in rows:
                    await copy.write_row(row)
        return events / (time.perf_counter() - began)


def _prepared(work: Sequence[Sequence[Event]]) -> list[Rows]:
    now, numbers = datetime.now(UTC), _Numbers()
    position, prepared = 0, []
    for batch in work:
        rows: Rows = []
        for event in batch:
            position += 1
            subject, source = numbers[event.subject], numbers[event.source]
            data = event.data.to_json().decode()
            row = (event.id, subject, source, subject, numbers[event.type], 1, data)
            rows.append((position, event.time, now, position, *row))
        prepared.append(rows)
    return prepared


class _Numbers(dict[str, int]):
    """Numbers for names, in order of appearance."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self) + 1
        return number
