"""What must hold after a bad day, with a message that says what does not."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from events.envelope import Recorded
from events.errors import LogUnavailable
from events.eventlog import EventLog, PostgresEventLog
from events.identity import Position
from events.telemetry import ReadingRecorded
from events.transparency.verifier import verify_log
from projections.registry import PROJECTIONS
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader
from services.projector.verification import verify
from services.publisher.publisher import NAME as PUBLISHER
from services.virtual_edge.load import Plan
from tests.fault.parts import HUB, Stage

PATIENCE_S = 60.0
LOOK_S = 0.05
REST_S = 0.7
"""A log that has not grown for so long has stopped growing."""


async def eventually(
    what: str, check: Callable[[], Coroutine[Any, Any, bool]], patience_s: float = PATIENCE_S
) -> None:
    """Wait until `check` is true."""
    try:
        async with asyncio.timeout(patience_s):
            while not await check():
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise AssertionError(f"within {patience_s:.0f} s it never came true that {what}") from None


async def at_rest(log: EventLog, least: int) -> None:
    """Wait until the log holds so much, and has stopped growing."""

    async def rests() -> bool:
        before = (await log.head()).position
        if before < least:
            return False
        await asyncio.sleep(REST_S)
        return (await log.head()).position == before

    await eventually(f"the log holds {least} events and grows no more", rests)


async def recorded(log: EventLog) -> list[Recorded]:
    """The whole log; its order is gapless."""
    events = [event async for page in log.pages() for event in page.events]
    positions = [event.position for event in events]
    assert positions == list(range(1, len(events) + 1)), "the log's order has gaps"
    return events


def readings(events: Iterable[Recorded]) -> list[tuple[str, ReadingRecorded]]:
    """Devices and what they measured."""
    return [(e.subject.name, e.data) for e in events if isinstance(e.data, ReadingRecorded)]


def assert_exactly_once(events: Iterable[Recorded], plan: Plan) -> None:
    """Every reading of the plan is there, none twice."""
    counted = Counter(
        (device, data.seq) for device, data in readings(events) if data.boot == plan.boot
    )
    wanted = {(plan.device(n), plan.seq(n)) for n in range(plan.readings)}
    missing, twice = wanted - set(counted), [one for one, times in counted.items() if times > 1]
    assert not missing, f"{len(missing)} of {plan.readings} are missing, as {sorted(missing)[:5]}"
    assert not twice, f"{len(twice)} are in the log more than once, as {sorted(twice)[:5]}"
    assert set(counted) == wanted, "there are readings that nobody said"


def assert_at_least_once(events: Iterable[Recorded], confirmed: Iterable[int]) -> None:
    """Every value that the broker acknowledged is there."""
    there = {data.value for _, data in readings(events)}
    missing = sorted(set(confirmed) - there)
    assert not missing, f"{len(missing)} acknowledged readings are lost, as {missing[:5]}"


async def assert_verifies(log: PostgresEventLog) -> None:
    """Every hash, tile and signed head agrees with the stored bytes."""
    verification = await verify_log(log)
    assert verification.ok, f"the log does not verify: {verification.failures[:5]}"


async def assert_views_equal_a_rebuild(stage: Stage, log: PostgresEventLog) -> None:
    """The projector catches up, and every view is byte for byte what the log says."""
    head = (await log.head()).position
    reader = ViewReader(stage.postgres.url, HUB, log)
    try:
        for projection in PROJECTIONS:
            reached = partial(_reached, reader, projection, head)
            await eventually(f"view {projection.name} reaches position {head}", reached)
        different = [one for one in await verify(log, reader, PROJECTIONS) if one.difference]
        assert not different, f"views differ from their rebuild: {different[:3]}"
    finally:
        await reader.close()


async def _reached(reader: ViewReader, projection: Any, position: Position) -> bool:
    try:
        return await reader.position(projection) >= position
    except (ViewNotBuilt, LogUnavailable):
        return False


async def published_up_to(log: EventLog, position: Position) -> None:
    """Wait until the publisher has the broker's confirmation for everything up to here."""

    async def reached() -> bool:
        return await log.checkpoint(PUBLISHER) >= position

    await eventually(f"the publisher reaches position {position}", reached)
