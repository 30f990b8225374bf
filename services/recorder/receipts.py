"""Tells devices how far their messages are in the log: `soms/edge/{device}/receipt`.

A receipt is published after the commit that brought it about, by the recorder that made the
commit. Whatever recorder advances a device, and whoever hears a repeat of what has its receipt
already (the device missed it), answers; so several recorders need no lock, and a receipt that is
published twice does no harm. Numbers come from the fold of the log alone, whoever recorded them.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

import orjson

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.errors import BusUnavailable
from events.eventlog.protocol import EventLog, Page
from events.identity import START, Position
from events.mqtt.topic import level
from events.query import Query
from events.telemetry import ReadingRecorded
from projections.projection import State
from projections.receipts import DeviceReceipts, Receipts
from services.recorder import metrics
from services.waiting import patiently

_log = logging.getLogger(__name__)

COALESCED_S = 0.02
"""At most one receipt of a device's boot in this time."""

REMEMBERED = 10_000
"""Published receipts that are remembered; one that is forgotten is published once more."""

Numbered = tuple[str, str]
"""A device and one of its boots."""


class Publishes(Protocol):
    """Where receipts go: the bus."""

    def publish_soon(
        self, topic: str, payload: bytes, qos: int = 1, retain: bool = False
    ) -> asyncio.Future[None]: ...


class ReceiptBook:
    """Follows the log, and answers the devices that this recorder heard."""

    def __init__(self, log: EventLog, bus: Publishes) -> None:
        self._log = log
        self._bus = bus
        self._projection = DeviceReceipts()
        self._state: State[Receipts] = State()
        self._position = START
        self._heard: dict[Numbered, tuple[Position, int]] = {}
        self._published: dict[Numbered, int] = {}
        self._folded = asyncio.Event()

    def committed(self, events: Sequence[Event], positions: Sequence[Position]) -> None:
        """These events are in the log at these positions; for the recorder to call."""
        for event, position in zip(events, positions, strict=True):
            data = event.data
            if isinstance(data, ReadingRecorded | HeartbeatReceived) and data.boot and data.seq:
                self._hear((event.subject.name, data.boot), position, data.seq)

    def _hear(self, numbered: Numbered, position: Position, seq: int) -> None:
        latest, lowest = self._heard.get(numbered, (position, seq))
        self._heard[numbered] = (max(latest, position), min(lowest, seq))
        self._folded.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._answer())

    async def _follow(self) -> None:
        while True:
            await patiently(self._catch_up)

    async def _catch_up(self) -> None:
        query = Query(types=self._projection.handles)
        async for page in self._log.subscribe(after=self._position, query=query):
            self._fold(page)

    def _fold(self, page: Page) -> None:
        for event in page.events:
            self._projection.apply(self._state, event)
        self._state.take_changes()
        self._position = page.position
        self._folded.set()

    async def _answer(self) -> None:
        while True:
            await self._folded.wait()
            self._folded.clear()
            for receipt in self._due():
                self._send(*receipt)
            await asyncio.sleep(COALESCED_S)

    def _due(self) -> list[tuple[Numbered, int]]:
        """The receipts of what was heard and is folded by now, unless they would say nothing."""
        folded = [n for n, (position, _) in self._heard.items() if position <= self._position]
        due = []
        for numbered in folded:
            _, lowest = self._heard.pop(numbered)
            contiguous, published = self._contiguous(numbered), self._published.get(numbered, 0)
            if contiguous > published or (contiguous and lowest <= published):
                due.append((numbered, contiguous))
        return due

    def _contiguous(self, numbered: Numbered) -> int:
        device, boot_name = numbered
        receipts = self._state.get(device)
        boot = None if receipts is None else receipts.of(boot_name)
        return 0 if boot is None else boot.contiguous

    def _send(self, numbered: Numbered, seq: int) -> None:
        """Not waited for: a device that misses its receipt sends again, and is answered again."""
        device, boot = numbered
        topic = f"soms/edge/{level(device)}/receipt"
        payload = orjson.dumps({"boot": boot, "seq": seq})
        try:
            self._bus.publish_soon(topic, payload, retain=True).add_done_callback(_confirmed)
        except BusUnavailable as error:
            _log.warning("no receipt for %s: %s", device, error)
            return
        self._remember(numbered, seq)

    def _remember(self, numbered: Numbered, seq: int) -> None:
        self._published.pop(numbered, None)
        self._published[numbered] = seq
        if len(self._published) > REMEMBERED:
            del self._published[next(iter(self._published))]


def _confirmed(sent: asyncio.Future[None]) -> None:
    if sent.cancelled():
        return
    error = sent.exception()
    if error is None:
        metrics.RECEIPTS.inc()
    else:
        _log.warning("a receipt was not published: %s", error)
