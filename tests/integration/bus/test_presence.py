"""Every service says on the bus whether it is there, and the broker says it for one that died."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from events.eventlog import migrate
from events.mqtt import MqttBus, window
from infra.embedded import process
from infra.embedded.broker import EmbeddedBroker
from infra.embedded.ports import free_port
from services.bus import joined
from services.settings import Settings, read_settings
from services.soms.serving import command_line, service_called
from tests.integration.mqtt.brokers import address, connected, filled, received
from tests.integration.mqtt.conftest import running

__all__ = ["running"]

SERVICES = (
    "recorder",
    "publisher",
    "projector",
    "reactor",
    "clock",
    "commander",
    "backend",
    "brain",
    "frontend",
)


@pytest.fixture
async def settings(
    running: EmbeddedBroker, postgres_url: str, hub: str, tmp_path: Path
) -> Settings:
    await migrate(postgres_url, hub)
    return read_settings(
        hub=hub,
        database_url=postgres_url,
        mqtt_port=running.v5_port,
        mqtt_user=running.username,
        mqtt_pass=running.password,
        backend_port=free_port(),
        frontend_port=free_port(),
        data=tmp_path / "data",
    )


async def statuses(bus: MqttBus, services: Sequence[str]) -> dict[str, bytes]:
    """The next status of each."""
    said: dict[str, bytes] = {}
    while set(said) != set(services):
        for delivery in await received(bus, 1):
            said[delivery.topic.split("/")[2]] = delivery.payload
    return said


async def test_every_service_says_that_it_is_there_and_when_it_leaves(
    running: EmbeddedBroker, settings: Settings
) -> None:
    stop = asyncio.Event()
    async with connected(address(running), "anyone") as anyone:
        await anyone.subscribe(["soms/services/+/status"])
        services = [asyncio.ensure_future(service_called(one)(settings, stop)) for one in SERVICES]
        assert await statuses(anyone, SERVICES) == dict.fromkeys(SERVICES, b"online")
        stop.set()
        await asyncio.wait_for(asyncio.gather(*services), 20)
        assert await statuses(anyone, SERVICES) == dict.fromkeys(SERVICES, b"offline")


async def test_the_broker_says_it_for_a_service_that_died(
    running: EmbeddedBroker, settings: Settings, postgres_url: str, tmp_path: Path
) -> None:
    environment = {
        "PATH": "",
        "SOMS_HUB": settings.hub,
        "DATABASE_URL": postgres_url,
        "MQTT_PORT": str(running.v5_port),
        "MQTT_USER": running.username,
        "MQTT_PASS": running.password,
    }
    async with connected(address(running), "anyone") as anyone:
        await anyone.subscribe(["soms/services/clock/status"])
        clock = process.start(
            command_line("clock"),
            log=tmp_path / "clock.log",
            folder=tmp_path,
            environment=environment,
        )
        assert await statuses(anyone, ["clock"]) == {"clock": b"online"}
        clock.send_signal(signal.SIGKILL)
        assert await statuses(anyone, ["clock"]) == {"clock": b"offline"}
        clock.wait()


async def test_a_service_with_a_full_backlog_says_that_it_leaves_and_leaves(
    running: EmbeddedBroker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "IN_FLIGHT_LIMIT", 1)
    monkeypatch.setattr(window, "BACKLOG_LIMIT", 3)
    async with connected(address(running), "anyone") as anyone:
        await anyone.subscribe(["soms/services/clock/status"])
        async with joined(settings, "clock") as bus:
            assert await statuses(anyone, ["clock"]) == {"clock": b"online"}
            filled(bus)
        assert await statuses(anyone, ["clock"]) == {"clock": b"offline"}
        assert not bus.connected.is_set()
