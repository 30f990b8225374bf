"""A simulated day in Postgres is the day that was simulated, down to the root."""

from events.eventlog import MemoryEventLog, PostgresEventLog, migrate
from services.simulator import simulate_day


async def test_a_day_is_the_same_in_memory_and_in_postgres(postgres_url: str, hub: str) -> None:
    await migrate(postgres_url, hub)
    stored = await PostgresEventLog.connect(postgres_url, hub)
    memory = MemoryEventLog()
    try:
        count = await simulate_day(stored, 3, hours=0.1, scenario_name="stuffy_meeting")
        await simulate_day(memory, 3, hours=0.1, scenario_name="stuffy_meeting")
        head = await stored.head()
        assert head.position == count > 1_000
        assert head.root == (await memory.head()).root
    finally:
        await stored.close()
