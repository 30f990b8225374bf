"""`kill -9` of anything, at any moment, while devices with outboxes speak."""

import asyncio

import pytest

from services.virtual_edge.load import KeptLoad, Plan
from tests.fault.findings import (
    assert_exactly_once,
    assert_verifies,
    assert_views_equal_a_rebuild,
    published_up_to,
    recorded,
)
from tests.fault.mishaps import Mishaps, Victim
from tests.fault.parts import set_up
from tests.integration.mqtt.brokers import KINDS

PARTS = ("recorder", "publisher", "projector")
DEVICES = 20


@pytest.mark.slow
async def test_whatever_is_killed_every_reading_of_a_device_with_an_outbox_is_in_the_log_once(
    seed: int,
) -> None:
    await _bad_day("mosquitto", seed, seconds=5, per_second=500)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_long_bad_day_costs_no_reading_either(kind: str, seed: int) -> None:
    await _bad_day(kind, seed, seconds=50, per_second=1_000)


async def _bad_day(kind: str, seed: int, seconds: int, per_second: int) -> None:
    plan = Plan(devices=DEVICES, readings=seconds * per_second, per_second=per_second)
    async with set_up(kind, *PARTS) as stage, stage.device() as bus, stage.log() as log:
        victims: dict[str, Victim] = {"database": stage.postgres, "broker": stage.broker}
        mishaps = Mishaps(seed, {**stage.services, **victims})
        load = KeptLoad(bus, plan, stage.folder / "outboxes")
        async with asyncio.timeout(seconds + 90), asyncio.TaskGroup() as tasks:
            tasks.create_task(load.run())
            tasks.create_task(mishaps.run(seconds))
        assert load.accepted == plan.readings, "an outbox was full; the test says too much"
        events = await recorded(log)
        assert_exactly_once(events, plan)
        await assert_verifies(log)
        await assert_views_equal_a_rebuild(stage, log)
        await published_up_to(log, events[-1].position)
