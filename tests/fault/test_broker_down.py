"""The publisher when its broker, its connection or itself goes away: no gap, no reordering.

Repeats are allowed: a subscriber sees the log in order, now and then again from a little earlier.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import orjson
import pytest

from events.eventlog import EventLog
from events.mqtt import MqttBus
from services.publisher.publisher import CHECKPOINT_EVERY_S
from services.publisher.publisher import NAME as PUBLISHER
from tests.fault.findings import eventually
from tests.fault.mishaps import Mishaps, started
from tests.fault.parts import Stage, set_up
from tests.fault.tap import Tap
from tests.unit.publisher.parts import readings

PORTION = 50
ABSENCES = 3


@dataclass
class Watcher:
    """A subscriber to everything that is published."""

    seen: list[int] = field(default_factory=list)

    async def watch(self, bus: MqttBus) -> None:
        async for batch in bus.batches():
            for delivery in batch:
                self.seen.append(orjson.loads(delivery.payload)["position"])
                delivery.acknowledge()

    async def sees(self, position: int) -> None:
        async def seen() -> bool:
            return position in self.seen

        await eventually(f"event {position} is published", seen, 30)


@pytest.mark.slow
async def test_after_a_restart_of_the_broker_its_subscribers_miss_nothing(seed: int) -> None:
    """mosquitto keeps sessions: whoever has one sees all, in order."""
    chance = Random(seed)
    async with set_up("mosquitto", "publisher") as stage, watching(stage) as watcher:
        async with stage.log() as log, speaking(log):
            for _ in range(ABSENCES):
                await asyncio.sleep(chance.uniform(0.3, 1.0))
                stage.broker.stop()
                await asyncio.sleep(chance.uniform(0, 0.5))
                await started(stage.broker)
        async with stage.log() as log:
            end = (await log.head()).position
        await watcher.sees(end)
        assert_in_order(watcher.seen, first=1)


async def test_a_broker_that_forgets_everything_is_told_all_since_the_checkpoint() -> None:
    """rumqttd keeps nothing: whoever subscribes anew sees all that was not checkpointed before."""
    async with set_up("rumqttd") as stage, stage.log() as log:
        tap = Tap(stage.broker.port)
        await tap.open()
        await stage.start("publisher", MQTT_PORT=str(tap.port))
        async with watching(stage) as watcher, speaking(log):
            await watcher.sees(500)
            stage.broker.kill()
            await tap.shut()
        await log.append(readings(PORTION))
        checkpoint = await _settled_checkpoint(log)
        await started(stage.broker)
        async with watching(stage) as watcher:
            await tap.open()
            await watcher.sees((await log.head()).position)
            assert_in_order(watcher.seen, first=watcher.seen[0])
            assert watcher.seen[0] <= checkpoint + 1, "what came after the checkpoint is missing"
        await tap.shut()


@pytest.mark.slow
async def test_a_publisher_killed_again_and_again_leaves_no_gap(seed: int) -> None:
    async with set_up("mosquitto", "publisher") as stage, watching(stage) as watcher:
        async with stage.log() as log, speaking(log):
            await Mishaps(seed, stage.services, mean_life_s=1.0).run(5)
        async with stage.log() as log:
            end = (await log.head()).position
        await watcher.sees(end)
        assert_in_order(watcher.seen, first=1)


def assert_in_order(seen: Sequence[int], first: int) -> None:
    """One after another from the first; a step back is a repeat, a step ahead a gap."""
    assert seen[0] == first, f"began at {seen[0]}, not at {first}"
    gaps = [(p, q) for p, q in pairwise(seen) if q > p + 1]
    assert not gaps, f"published {gaps[0][1]} right after {gaps[0][0]}; {len(gaps)} gaps in all"


@asynccontextmanager
async def watching(stage: Stage) -> AsyncIterator[Watcher]:
    """Somebody with a session of his own who sees what is published."""
    watcher = Watcher()
    async with stage.device("watcher") as bus:
        await bus.subscribe(["soms/events/#"])
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(watcher.watch(bus))
            yield watcher
            task.cancel()


@asynccontextmanager
async def speaking(log: EventLog) -> AsyncIterator[None]:
    """The log grows all the time."""

    async def speak() -> None:
        while True:
            await log.append(readings(PORTION))
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(speak())
        yield
        task.cancel()


async def _settled_checkpoint(log: EventLog) -> int:
    """Where the publisher says it is, once it had the time to say it."""
    await asyncio.sleep(2 * CHECKPOINT_EVERY_S)
    return await log.checkpoint(PUBLISHER)
