"""Logs to verify, and what their database's owner can do to them."""

from datetime import UTC, datetime, timedelta

from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Subject, new_id
from events.telemetry import ReadingRecorded

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)

CHANGE_THE_SEVENTH = (
    "UPDATE events SET data = replace(data::text, '26.0', '99.0')::json WHERE position = 7"
)
"""Of `readings`, that is."""


def readings(count: int) -> list[Event]:
    return [
        Event(
            id=new_id(),
            data=ReadingRecorded(zone="main", channel="temperature", value=20.0 + ordinal),
            source="/edge/env_01",
            subject=Subject.of("device", "env_01"),
            time=MORNING + timedelta(seconds=ordinal),
        )
        for ordinal in range(count)
    ]


async def tamper(log: PostgresEventLog, statement: str) -> None:
    """As the owner, who can switch the triggers off."""
    async with log.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement)
        await connection.execute("RESET session_replication_role")
