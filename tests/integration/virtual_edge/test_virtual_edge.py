"""The simulated office on a real broker: it speaks, answers calls and honours receipts."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from events.mqtt import Broker, MqttBus
from services.settings import Settings
from services.virtual_edge.load import KeptLoad, Plan, publish_unkept
from services.virtual_edge.options import OfficeOptions
from services.virtual_edge.service import VirtualEdge


def address(broker: Any) -> Broker:
    return Broker(broker.host, broker.v5_port, broker.username, broker.password)


def settings(data: Path) -> Settings:
    return Settings(data=data, mqtt_broker="127.0.0.1")


async def listen(bus: MqttBus, wanted: Callable[[str], bool]) -> tuple[str, Any]:
    async with asyncio.timeout(20):
        async for batch in bus.batches():
            for delivery in batch:
                delivery.acknowledge()
                if wanted(delivery.topic):
                    return delivery.topic, json.loads(delivery.payload)
    raise AssertionError("the bus was closed")


async def answer_with_receipts(bus: MqttBus) -> None:
    """Plays the recorder: whatever comes gets its receipt."""
    async for batch in bus.batches():
        for delivery in batch:
            delivery.acknowledge()
            content = json.loads(delivery.payload)
            device = delivery.topic.split("/")[3]
            receipt = json.dumps({"boot": content["boot"], "seq": content["seq"]}).encode()
            bus.publish_soon(f"soms/edge/{device}/receipt", receipt)


@pytest.fixture
async def buses(broker: Any) -> AsyncIterator[tuple[MqttBus, MqttBus]]:
    edge = await MqttBus.connect(address(broker), client_id="edge")
    other = await MqttBus.connect(address(broker), client_id="other")
    yield edge, other
    await edge.close()
    await other.close()


async def test_the_office_speaks_and_answers(
    buses: tuple[MqttBus, MqttBus], tmp_path: Path
) -> None:
    edge, other = buses
    await other.subscribe(["office/#", "mcp/+/response/#"])
    office = VirtualEdge(settings(tmp_path), OfficeOptions(speed=100), edge)
    living = asyncio.create_task(office.run())
    _, reading = await listen(other, lambda topic: topic.endswith("leaf_env_01/temperature"))
    assert {"value", "ts", "boot", "seq"} == set(reading)
    call = {"name": "get_status", "arguments": {}}
    request = {"jsonrpc": "2.0", "method": "call_tool", "params": call, "id": "7"}
    await other.publish("mcp/hydro_01/request/call_tool", json.dumps(request).encode())
    _, answer = await listen(other, lambda topic: topic == "mcp/hydro_01/response/7")
    assert answer["result"]["device_id"] == "hydro_01"
    living.cancel()
    await asyncio.gather(living, return_exceptions=True)
    assert office.fleet.pending > 0
    assert list((tmp_path / "virtual_edge").glob("sensor_01.outbox"))


async def test_a_kept_load_ends_when_everything_has_its_receipt(
    buses: tuple[MqttBus, MqttBus], tmp_path: Path
) -> None:
    edge, other = buses
    await other.subscribe(["office/#"])
    receipts = asyncio.create_task(answer_with_receipts(other))
    load = KeptLoad(edge, Plan(devices=5, readings=1_000), tmp_path)
    async with asyncio.timeout(30):
        await load.run()
    receipts.cancel()
    assert (load.accepted, load.pending) == (1_000, 0)


async def test_an_unkept_load_publishes_exactly_its_plan(
    buses: tuple[MqttBus, MqttBus],
) -> None:
    edge, other = buses
    await other.subscribe(["office/#"])
    await publish_unkept(edge, Plan(devices=3, readings=300, per_second=3_000))
    seen = set()
    async with asyncio.timeout(20):
        async for batch in other.batches():
            for delivery in batch:
                delivery.acknowledge()
                seen.add((delivery.topic, json.loads(delivery.payload)["seq"]))
            if len(seen) == 300:
                break
    assert {seq for _, seq in seen} == set(range(1, 101))
