"""The publisher when the broker is gone for a while."""

import asyncio
from pathlib import Path

from tests.integration.mqtt.brokers import address, connected, running_broker
from tests.integration.publisher.test_publisher_between_log_and_broker import (
    publishing,
    until_seen,
)
from tests.integration.recorder.office import opened
from tests.unit.publisher.parts import readings


async def test_a_broker_that_restarts_gets_everything_in_order(
    postgres_url: str, hub: str, tmp_path: Path
) -> None:
    with running_broker("mosquitto", tmp_path) as running:
        broker = address(running)
        async with (
            opened(postgres_url, hub) as log,
            connected(broker, "anyone", session_expiry_s=60) as anyone,
            connected(broker, "publisher") as bus,
            publishing(log, bus),
        ):
            await anyone.subscribe(["soms/events/#"])
            watching = asyncio.create_task(until_seen(anyone, 6_000))
            await log.append(readings(3_000))
            running.stop()
            await log.append(readings(3_000))
            await asyncio.sleep(0.3)
            running.start()
            seen = await asyncio.wait_for(watching, 30)
            assert list(dict.fromkeys(seen)) == list(range(1, 6_001))
