"""What an event costs on disk: tables, indexes and all, of the log but not of its views."""

from services.soms.bench.figure import Figure
from services.soms.bench.growing import Filled

BYTES_PER_EVENT = 300
WORTH_JUDGING = 100_000
"""Events; on a smaller log weighs what every hub has from the start."""

_SIZE = """
    SELECT sum(pg_total_relation_size(c.oid))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r'
      AND c.relname NOT IN ('views', 'view_rows', 'view_history', 'parked', 'stopped_reactors')
"""


async def measure(filled: Filled) -> list[Figure]:
    async with filled.log.connection() as connection:
        found = await (await connection.execute(_SIZE)).fetchone()
    assert found is not None
    each = float(found[0]) / filled.size
    maximum = BYTES_PER_EVENT if filled.size >= WORTH_JUDGING else None
    what = f"storage of {filled.size:,}, indexes included"
    return [Figure(what, "bytes/event", (each,), maximum=maximum)]
