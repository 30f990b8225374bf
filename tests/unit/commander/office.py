"""An office whose commander has a log, a wire that remembers, and a clock that is moved by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from events.devices import CommandSent
from events.envelope import Event
from events.eventlog import MemoryEventLog
from events.identity import Subject, new_id
from events.payload import Payload
from handlers.device_commands import command_draft, command_subject
from services.commander.commander import Commander

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Killed(Exception):
    """The process ended here."""


class Wire:
    """A broker that remembers what was said."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.connected.set()
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.fails_with: Exception | None = None

    def publish_once(self, topic: str, payload: bytes) -> asyncio.Future[None]:
        if self.fails_with is not None:
            raise self.fails_with
        self.said.append((topic, json.loads(payload)))
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        confirmed.set_result(None)
        return confirmed

    @property
    def ids(self) -> list[str]:
        return [said["id"] for _, said in self.said]


class Office:
    """A log, a wire, and a clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START
        self.log = MemoryEventLog(now=lambda: self.now)
        self.wire = Wire()

    def commander(self) -> Commander:
        return Commander(self.log, self.wire, lambda: self.now)

    async def ask(self, request_id: str = "a", late_s: float = 0.0, **said: Any) -> None:
        draft = command_draft("hvac_01", "set_fan", {"level": 2}, request_id)
        await self.tell(draft.data.model_copy(update=said), request_id, late_s)

    async def tell(self, data: Payload, request_id: str = "a", late_s: float = 0.0) -> None:
        event = Event(
            id=new_id(),
            data=data,
            source="/test",
            subject=Subject("device:hvac_01"),
            time=self.now - timedelta(seconds=late_s),
            tags=(command_subject(request_id),),
        )
        await self.log.append([event])

    async def sendings(self) -> list[int]:
        events = await self.log.backward()
        return [e.data.sending for e in reversed(events) if isinstance(e.data, CommandSent)]


async def turns() -> None:
    """Let everybody do what there is to do."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def at_work(*commanders: Commander) -> AsyncIterator[None]:
    async def work(one: Commander) -> None:
        await one.load()
        await one.follow()

    tasks = [asyncio.create_task(work(one)) for one in commanders]
    await turns()  # what is told in the block, they are told as it happens
    yield
    await turns()
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [one for one in results if isinstance(one, Exception)]
    if failed:
        raise failed[0]
