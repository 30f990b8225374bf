"""`kill -9` of the reactor under load: every decision is taken, none twice, all reproducible."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from events.envelope import Event
from events.eventlog import EventLog
from events.identity import Subject, new_id
from events.telemetry import ReadingRecorded
from handlers.replay.check import check
from tests.fault.findings import assert_verifies, eventually, recorded
from tests.fault.mishaps import Mishaps
from tests.fault.parts import set_up

ZONES = 5
STEP = timedelta(minutes=2)
"""Between two readings of a device, so that cooldowns pass."""

RANGES = {"temperature": (10.0, 40.0), "co2": (400.0, 2_500.0), "humidity": (10.0, 90.0)}
"""Wide enough to cross thresholds again and again."""

PAUSE_S = 0.02


async def test_a_reactor_killed_under_load_decides_everything_once(seed: int) -> None:
    await _killed(seed, seconds=3)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_reactor_killed_for_a_minute_decides_everything_once(seed: int) -> None:
    await _killed(seed, seconds=60)


async def _killed(seed: int, seconds: int) -> None:
    async with set_up("mosquitto", "reactor", "clock") as stage, stage.log() as log:
        async with _weather(log, seed):
            await Mishaps(seed, stage.services, mean_life_s=1.2).run(seconds)

        async def decided() -> bool:
            return not (await check(log)).undecided

        await eventually("the reactors have decided everything", decided)
        report = await check(log)
        assert report.checked, "there was nothing to decide; the test says too little"
        assert not report.divergences, f"first divergence: {report.first_divergence}"
        decisions = Counter(e.id for e in await recorded(log) if e.source.startswith("/handlers/"))
        assert max(decisions.values()) == 1, "a decision is in the log twice"
        assert decisions.total() == report.checked
        await assert_verifies(log)


@asynccontextmanager
async def _weather(log: EventLog, seed: int) -> AsyncIterator[None]:
    """Rooms whose climate changes quickly, for as long as the block runs."""

    async def change() -> None:
        chance, now = Random(seed), datetime.now(UTC) - timedelta(days=30)
        while True:
            now += STEP
            await log.append(_readings(chance, now))
            await asyncio.sleep(PAUSE_S)

    async with asyncio.TaskGroup() as tasks:
        changing = tasks.create_task(change())
        yield
        changing.cancel()


def _readings(chance: Random, moment: datetime) -> Sequence[Event]:
    return [
        Event(
            id=new_id(),
            data=ReadingRecorded(
                zone=f"room_{zone}", channel=channel, value=round(chance.uniform(*limits), 1)
            ),
            source=f"/edge/env_{zone}",
            subject=Subject.of("device", f"env_{zone}"),
            time=moment,
        )
        for zone in range(ZONES)
        for channel, limits in RANGES.items()
    ]
