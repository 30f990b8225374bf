"""Recorder and publisher as services: from an MQTT message to an MQTT event, and a clean stop."""

import asyncio
from pathlib import Path

import orjson

from events.eventlog import migrate
from events.mqtt import Delivery, MqttBus
from infra.embedded.broker import EmbeddedBroker
from services.publisher import service as publisher
from services.recorder import service as recorder
from services.settings import Settings, read_settings
from tests.integration.mqtt.brokers import address, connected, received

TOPIC = "office/main/sensor/x/temperature"


def settings_for(running: EmbeddedBroker, postgres_url: str, hub: str, data: Path) -> Settings:
    return read_settings(
        hub=hub,
        database_url=postgres_url,
        mqtt_port=running.v5_port,
        mqtt_user=running.username,
        mqtt_pass=running.password,
        data=data,
    )


async def test_a_message_becomes_an_event_for_everybody(
    running: EmbeddedBroker, postgres_url: str, hub: str, tmp_path: Path
) -> None:
    await migrate(postgres_url, hub)
    settings = settings_for(running, postgres_url, hub, tmp_path / "data")
    stop = asyncio.Event()
    async with connected(address(running), "anyone") as anyone:
        await anyone.subscribe(["soms/events/telemetry/#", "soms/services/+/status"])
        services = [
            asyncio.create_task(service.run(settings, stop)) for service in (recorder, publisher)
        ]
        assert await statuses(anyone) == {"recorder": b"online", "publisher": b"online"}
        await asyncio.sleep(0.3)
        await anyone.publish(TOPIC, b'{"value": 0}')
        (event,) = await received(anyone, 1)
        assert event.topic == "soms/events/telemetry/reading_recorded/device/x"
        assert orjson.loads(event.payload)["data"]["value"] == 0
        stop.set()
        await asyncio.wait_for(asyncio.gather(*services), 15)
        assert await statuses(anyone) == {"recorder": b"offline", "publisher": b"offline"}
    assert (tmp_path / "data" / "signing.key").stat().st_mode & 0o077 == 0


async def statuses(bus: MqttBus) -> dict[str, bytes]:
    deliveries: list[Delivery] = []
    while len(deliveries) < 2:
        deliveries += await received(bus, 1)
    return {delivery.topic.split("/")[2]: delivery.payload for delivery in deliveries}
