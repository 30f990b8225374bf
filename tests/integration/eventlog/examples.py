"""Events to append in tests of the log; no two are the same unless asked for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from events.credits import Leg, Transferred
from events.envelope import Event, Recorded
from events.eventlog import EventLog, Page
from events.identity import START, Position, Subject, new_id
from events.query import EVERYTHING, Query
from events.telemetry import ReadingRecorded

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def reading(
    device: str = "env_01", value: float = 21.5, *, event_id: UUID | None = None, minute: int = 0
) -> Event:
    return Event(
        id=event_id or new_id(),
        data=ReadingRecorded(zone="main", channel="temperature", value=value),
        source=f"/edge/{device}",
        subject=Subject.of("device", device),
        time=NOON + timedelta(minutes=minute),
    )


def readings(count: int, device: str = "env_01") -> list[Event]:
    return [reading(device, value=float(number)) for number in range(count)]


def transfer(payer: int, payee: int, *, cause: Event | None = None) -> Event:
    """About the payer's wallet, and tagged with the payee's."""
    legs = (
        Leg(account=f"wallet:{payer}", amount_milli=-5, transaction_type="P2P_TRANSFER"),
        Leg(account=f"wallet:{payee}", amount_milli=5, transaction_type="P2P_TRANSFER"),
    )
    return Event(
        id=new_id(),
        data=Transferred(legs=legs),
        source="/services/wallet",
        subject=Subject.of("wallet", payer),
        tags=(Subject.of("wallet", payee), Subject.of("task", 42)),
        time=NOON,
        causation_id=cause.id if cause else None,
        correlation_id=cause.id if cause else None,
        actor=Subject.of("person", payer),
    )


async def all_events(
    log: EventLog,
    *,
    after: Position = START,
    until: Position | None = None,
    query: Query = EVERYTHING,
    size: int = 5_000,
) -> list[Recorded]:
    pages = log.pages(after=after, until=until, query=query, size=size)
    return [event async for page in pages for event in page.events]


async def all_pages(log: EventLog, query: Query, size: int) -> list[Page]:
    return [page async for page in log.pages(query=query, size=size)]


def positions(events: Sequence[Recorded]) -> list[int]:
    return [event.position for event in events]


def values_from(source: str, events: Sequence[Recorded]) -> list[object]:
    """What this source measured, in the order of the log."""
    return [
        event.data.value
        for event in events
        if event.source == source and isinstance(event.data, ReadingRecorded)
    ]
