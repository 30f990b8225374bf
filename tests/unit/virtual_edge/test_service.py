"""The office lives on, whatever it is asked and however its connection fails."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest

from events.mqtt import MqttBus
from events.mqtt.topic import Topic
from services.settings import Settings
from services.virtual_edge import service
from services.virtual_edge.faults import Faults
from services.virtual_edge.options import OfficeOptions
from services.virtual_edge.service import VirtualEdge


class Request:
    """A delivery of a call to the aquarium."""

    topic = "mcp/aqua_01/request/call_tool"

    def __init__(self, payload: bytes) -> None:
        self.payload = payload

    def acknowledge(self) -> None:
        """Nobody waits for it."""


class Bus:
    """Delivers what is in `arriving`; publishes while it is connected."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.connected.set()
        self.arriving: asyncio.Queue[Request] = asyncio.Queue()
        self.topics: list[str] = []

    async def subscribe(self, filters: list[str]) -> None:
        """Everybody gets everything."""

    async def batches(self) -> AsyncIterator[list[Request]]:
        while True:
            yield [await self.arriving.get()]

    def publish_soon(self, topic: str, _payload: bytes) -> "asyncio.Future[None]":
        self.topics.append(Topic(topic))
        confirmation: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        confirmation.set_result(None)
        return confirmation


def request(request_id: str) -> Request:
    call = {"method": "call_tool", "params": {"name": "get_status"}, "id": request_id}
    return Request(json.dumps(call).encode())


def office(bus: Bus, folder: Path, faults: bool = False) -> VirtualEdge:
    return VirtualEdge(Settings(data=folder), OfficeOptions(faults=faults), cast("MqttBus", bus))


async def until(happened: Callable[[], Any], living: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(10):
        while not happened():
            assert not living.done(), living
            await asyncio.sleep(0.01)


async def test_no_request_ends_the_office(tmp_path: Path) -> None:
    bus = Bus()
    living = asyncio.create_task(office(bus, tmp_path).run())
    for odd in ("a#b", "a+b", "a\0b", "\ud800"):
        bus.arriving.put_nowait(request(odd))
    bus.arriving.put_nowait(Request(b"[" * 100_000))
    bus.arriving.put_nowait(request("7"))
    await until(lambda: "mcp/aqua_01/response/7" in bus.topics, living)
    living.cancel()


async def test_a_link_lost_between_call_and_answer_costs_the_answer_only(tmp_path: Path) -> None:
    bus = Bus()
    living = asyncio.create_task(office(bus, tmp_path).run())
    bus.connected.clear()
    bus.arriving.put_nowait(request("1"))
    await until(bus.arriving.empty, living)
    bus.connected.set()
    bus.arriving.put_nowait(request("2"))
    await until(lambda: "mcp/aqua_01/response/2" in bus.topics, living)
    assert "mcp/aqua_01/response/1" not in bus.topics
    living.cancel()


async def test_after_a_lost_connection_the_devices_say_again_what_they_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = Faults(reconnect=1.0, longest_outage_s=2.0)
    monkeypatch.setattr(service, "BAD_NETWORK", faults)
    bus = Bus()
    edge = office(bus, tmp_path, faults=True)
    reconnects: list[int] = []
    monkeypatch.setattr(edge.fleet, "connected", lambda: reconnects.append(1))
    living = asyncio.create_task(edge.run())
    await until(lambda: reconnects, living)
    living.cancel()
