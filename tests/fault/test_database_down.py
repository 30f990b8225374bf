"""While the database is away nothing is acknowledged; when it is back nothing is missing."""

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
from tests.fault.mishaps import started
from tests.fault.parts import set_up
from tests.fault.tap import PUBACK, Tap

DEVICES = 20
PER_SECOND = 200
LEAD_S = 2
"""How long everything is well before and after."""

IN_FLIGHT_S = 0.5
"""In which what was committed before is still being acknowledged."""


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_minute_without_a_database_costs_only_time() -> None:
    await _away(60)


@pytest.mark.slow
async def test_ten_seconds_without_a_database_cost_only_time() -> None:
    await _away(10)


async def _away(seconds: int) -> None:
    plan = Plan(DEVICES, (2 * LEAD_S + seconds) * PER_SECOND, PER_SECOND)
    async with set_up("mosquitto", "projector", "publisher") as stage:
        tap = Tap(stage.broker.v5_port)
        await tap.open()
        await stage.start("recorder", MQTT_PORT=str(tap.port))
        async with stage.device() as bus, stage.log() as log:
            load = asyncio.create_task(KeptLoad(bus, plan, stage.folder / "outboxes").run())
            await asyncio.sleep(LEAD_S)
            stage.postgres.kill()
            await asyncio.sleep(IN_FLIGHT_S)
            acknowledged = tap.sent[PUBACK]
            assert acknowledged, "the recorder acknowledged nothing even before"
            await asyncio.sleep(seconds - IN_FLIGHT_S)
            assert tap.sent[PUBACK] == acknowledged, "acknowledged what is in no log"
            await started(stage.postgres)
            await asyncio.wait_for(load, 60)
            events = await recorded(log)
            assert_exactly_once(events, plan)
            await assert_verifies(log)
            await assert_views_equal_a_rebuild(stage, log)
            await published_up_to(log, events[-1].position)
        await tap.shut()
