"""Commands on a real broker: soon, and not again after the broker was gone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from events.devices import CommandSent
from events.envelope import Event
from events.eventlog import EventLog, PostgresEventLog
from events.identity import new_id
from events.query import Query
from handlers.device_commands import command_draft
from infra.embedded.broker import EmbeddedBroker
from services.commander.service import run
from services.settings import Settings, read_settings
from tests.integration.eventlog.conftest import opened
from tests.integration.mqtt.brokers import address, connected, received

REQUESTS = "mcp/+/request/call_tool"


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


@pytest.fixture
def settings(running: EmbeddedBroker, postgres_url: str, hub: str, tmp_path: Path) -> Settings:
    return read_settings(
        hub=hub,
        database_url=postgres_url,
        mqtt_port=running.v5_port,
        mqtt_user=running.username,
        mqtt_pass=running.password,
        data=tmp_path / "data",
    )


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    working = asyncio.create_task(run(settings, stop))
    yield
    stop.set()
    await working


async def ask(log: EventLog, request_id: str, timeout_s: float = 10.0) -> None:
    draft = command_draft("hvac_01", "set_fan", {"level": 2}, request_id, timeout_s)
    now = datetime.now(UTC)
    event = Event(new_id(), draft.data, "/test", draft.subject, now, draft.tags)
    await log.append([event])


async def test_each_command_is_heard_by_its_device_as_it_was_asked(
    running: EmbeddedBroker, settings: Settings, log: PostgresEventLog
) -> None:
    async with connected(address(running), "device") as device, at_work(settings):
        await device.subscribe([REQUESTS])
        for name in ("first", "second", "third"):
            await ask(log, name)
            (delivery,) = await received(device, 1)
            assert json.loads(delivery.payload)["id"] == name


async def test_what_was_asked_while_the_broker_was_gone_comes_once_in_order_and_in_time(
    running: EmbeddedBroker, settings: Settings, log: PostgresEventLog
) -> None:
    async with at_work(settings):
        running.stop()
        await ask(log, "late", timeout_s=0.5)
        await ask(log, "b", timeout_s=60.0)
        await ask(log, "c", timeout_s=60.0)
        await asyncio.sleep(1.0)
        running.start()
        async with connected(address(running), "device", session_expiry_s=60) as device:
            await device.subscribe([REQUESTS])
            await ask(log, "d", timeout_s=60.0)
            heard: list[str] = []
            while "d" not in heard:
                heard += [json.loads(d.payload)["id"] for d in await received(device, 1)]
    assert heard == sorted(set(heard))
    assert "late" not in heard
    sent = await log.backward(query=Query(types=frozenset({CommandSent.event_type})))
    asked = [e.data.request_id for e in reversed(sent) if isinstance(e.data, CommandSent)]
    assert asked == ["b", "c", "d"]
