"""The recorder as a process, killed without warning under load, again and again."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events.eventlog import EventLog
from events.mqtt import MqttBus
from infra.embedded.broker import EmbeddedBroker
from tests.integration.mqtt.brokers import address, connected, running_broker
from tests.integration.recorder.office import grown, opened, publish, values

READINGS = 20_000
WARM_UP = -1

_RUN = """
import asyncio
from services.recorder.service import run
from services.settings import read_settings
asyncio.run(run(read_settings(), asyncio.Event()))
"""


@contextmanager
def recorder(broker: EmbeddedBroker, postgres_url: str, hub: str) -> Iterator[None]:
    """A recorder's process, which is killed at the end of the block."""
    environment = os.environ | {
        "SOMS_HUB": hub,
        "DATABASE_URL": postgres_url,
        "MQTT_PORT": str(broker.v5_port),
        "MQTT_USER": broker.username,
        "MQTT_PASS": broker.password,
    }
    process = subprocess.Popen([sys.executable, "-c", _RUN], env=environment)
    try:
        yield
    finally:
        process.kill()
        process.wait()


async def test_every_reading_that_the_broker_took_is_in_the_log_exactly_once(
    postgres_url: str, hub: str, tmp_path: Path
) -> None:
    """Readings without an identity of their own; killed as soon as another few thousand are in."""
    with running_broker("mosquitto", tmp_path) as broker:
        async with (
            opened(postgres_url, hub) as log,
            connected(address(broker), "device") as device,
        ):
            with recorder(broker, postgres_url, hub):
                await _until_subscribed(device, log)
                await publish(device, [{"value": n} for n in range(READINGS)])
            while (reached := (await log.head()).position) < READINGS:
                with recorder(broker, postgres_url, hub):
                    await grown(log, min(reached + 3_000, READINGS), at_once=True)
            with recorder(broker, postgres_url, hub):
                await asyncio.sleep(3)
            recorded = [int(value) for value in await values(log) if value != WARM_UP]
            assert sorted(recorded) == list(range(READINGS))


async def _until_subscribed(device: MqttBus, log: EventLog) -> None:
    """Before its first start the broker knows nothing of a recorder, and keeps nothing for it."""
    async with asyncio.timeout(20):
        while not (await log.head()).position:
            await publish(device, [{"value": WARM_UP}])
            await asyncio.sleep(0.1)
