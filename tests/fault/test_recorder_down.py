"""The broker keeps what it acknowledged until a recorder has it in the log, however long."""

import asyncio
from collections.abc import Sequence

import pytest

from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus
from tests.fault.findings import assert_at_least_once, assert_verifies, at_rest, recorded
from tests.fault.mishaps import Mishaps, Victim
from tests.fault.parts import set_up
from tests.integration.mqtt.brokers import KINDS

TOPIC = "office/main/sensor/bare_01/temperature"
BURST = 500
"""Readings that wait for their confirmation at once."""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_burst_while_the_recorder_is_down_arrives_when_it_is_back(kind: str) -> None:
    await _burst(kind, 5_000)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_burst_of_fifty_thousand_arrives_too(kind: str) -> None:
    await _burst(kind, 50_000)


@pytest.mark.slow
async def test_what_the_broker_acknowledged_is_recorded_though_recorder_and_database_are_killed(
    seed: int,
) -> None:
    await _killed_again_and_again("rumqttd", seed, seconds=4, per_second=500)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS)
async def test_what_the_broker_acknowledged_is_recorded_on_a_long_bad_day(
    kind: str, seed: int
) -> None:
    await _killed_again_and_again(kind, seed, seconds=60, per_second=1_000)


async def _burst(kind: str, count: int) -> None:
    async with set_up(kind, "recorder") as stage, stage.device() as bus, stage.log() as log:
        stage.services["recorder"].kill()
        confirmed = await _publish(bus, range(count))
        assert len(confirmed) == count, "the broker did not take the whole burst"
        assert (await log.head()).position == 0
        stage.services["recorder"].start()
        await _all_recorded(log, confirmed)
        assert (await log.head()).position == count, "a reading is in the log twice"


async def _killed_again_and_again(kind: str, seed: int, seconds: int, per_second: int) -> None:
    async with set_up(kind, "recorder") as stage, stage.device() as bus, stage.log() as log:
        victims: dict[str, Victim] = {
            "recorder": stage.services["recorder"],
            "database": stage.postgres,
        }
        mishaps = asyncio.create_task(Mishaps(seed, victims).run(seconds))
        confirmed: list[int] = []
        for start in range(0, seconds * per_second, BURST):
            confirmed += await _publish(bus, range(start, start + BURST))
            await asyncio.sleep(BURST / per_second)
        await mishaps
        await _all_recorded(log, confirmed)


async def _publish(bus: MqttBus, values: Sequence[int]) -> list[int]:
    """Publish readings that nobody keeps; those that the broker acknowledged."""
    confirmed: list[int] = []
    for start in range(0, len(values), BURST):
        portion = values[start : start + BURST]
        await asyncio.gather(*(bus.publish_soon(TOPIC, b'{"value":%d}' % n) for n in portion))
        confirmed += portion
    return confirmed


async def _all_recorded(log: PostgresEventLog, confirmed: Sequence[int]) -> None:
    await at_rest(log, len(confirmed))
    assert_at_least_once(await recorded(log), confirmed)
    await assert_verifies(log)
