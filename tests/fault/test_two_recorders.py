"""Two recorders share the messages; the death of either loses none.

With rumqttd that holds for devices with outboxes only: when a member of a group dies, it forgets
what it acknowledged and had not delivered, and its router may panic.
"""

import asyncio

import pytest

from infra.embedded import process
from services.virtual_edge.load import KeptLoad, Plan
from tests.fault.findings import (
    assert_at_least_once,
    assert_exactly_once,
    assert_verifies,
    at_rest,
    recorded,
)
from tests.fault.mishaps import Mishaps, started
from tests.fault.parts import Stage, set_up
from tests.integration.mqtt.brokers import KINDS

TOPIC = "office/main/sensor/bare_01/temperature"
PORTION, PORTIONS = 250, 12


async def _both(stage: Stage) -> None:
    for worker in ("a", "b"):
        await stage.start("recorder", SOMS_WORKER=worker)


async def test_of_two_recorders_one_is_killed_and_nothing_that_was_acknowledged_is_lost() -> None:
    async with set_up("mosquitto") as stage, stage.device() as bus, stage.log() as log:
        await _both(stage)
        confirmed: list[int] = []
        for start in range(0, PORTION * PORTIONS, PORTION):
            portion = range(start, start + PORTION)
            await asyncio.gather(*(bus.publish_soon(TOPIC, b'{"value":%d}' % n) for n in portion))
            confirmed += portion
            if start == PORTION * PORTIONS // 2:
                stage.services["recorder-a"].kill()
        stage.services["recorder-a"].start()
        await at_rest(log, len(confirmed))
        assert_at_least_once(await recorded(log), confirmed)
        await assert_verifies(log)


async def _keep_running(stage: Stage) -> None:
    """What `soms up` does for the broker: rumqttd's router may panic when a member is lost."""
    while True:
        if not stage.broker.running:
            print("the broker ended:", process.tail(stage.folder / "broker" / "broker.log"))
            await started(stage.broker)
        await asyncio.sleep(0.2)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_recorders_killed_in_turn_record_every_reading_of_an_outbox_once(
    kind: str, seed: int
) -> None:
    plan = Plan(devices=20, readings=10_000, per_second=500)
    async with set_up(kind) as stage, stage.device() as bus, stage.log() as log:
        await _both(stage)
        load = KeptLoad(bus, plan, stage.folder / "outboxes")
        async with asyncio.timeout(90), asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(_keep_running(stage))
            mishaps = tasks.create_task(Mishaps(seed, stage.services).run(20))
            await load.run()
            await mishaps
            watching.cancel()
        assert_exactly_once(await recorded(log), plan)
        await assert_verifies(log)
