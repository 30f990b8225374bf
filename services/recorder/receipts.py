"""Tells devices how far their messages are in the log: `soms/edge/{device}/receipt`.

A receipt is published after the commit that brought it about, by the recorder that made the
commit. Whatever recorder advances a device, and whoever hears a repeat of what has its receipt
already (the device missed it), answers; so several recorders need no lock, and a receipt that is
published twice does no harm.

What counts is what is in the log. It is read once, from where the stored view stands; a recorder
that is alone then counts its own commits as it makes them, one that has others beside it goes on
reading. As long as it does not know enough it claims less, never more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Container, Mapping, Sequence
from datetime import datetime
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
from projections.receipts import NUMBERED, Receipts, count_in, counted_on, record_arrival
from services.recorder import metrics
from services.waiting import patiently

_log = logging.getLogger(__name__)

COALESCED_S = 0.02
"""At most one receipt of a device's boot in this time."""

REMEMBERED = 10_000
"""Published receipts that are remembered; one that is forgotten is published once more."""

PAGE = 1_000
"""Positions that are read at once: short enough that no message waits long for the loop."""

Numbered = tuple[str, str]
"""A device and one of its boots."""


class Publishes(Protocol):
    """Where receipts go: the bus."""

    def publish_soon(
        self, topic: str, payload: bytes, qos: int = 1, retain: bool = False
    ) -> asyncio.Future[None]: ...


class ReceiptBook:
    """Counts what is in the log, and answers the devices that this recorder heard."""

    def __init__(self, log: EventLog, bus: Publishes, *, alone: bool = True) -> None:
        self._log = log
        self._bus = bus
        self._alone = alone
        """No other recorder commits to this log."""
        self._caught_up = False
        """Nothing is left to read: own commits are counted as they are made."""
        self._state: State[Receipts] = State()
        self._position = START
        """The log is read up to here."""
        self._committed = START
        self._heard: dict[Numbered, int] = {}
        """The lowest number heard since the last look."""
        self._published: dict[Numbered, int] = {}
        self._news = asyncio.Event()

    def begin_with(self, rows: Mapping[str, Receipts], position: Position) -> None:
        """Start from the view as it was stored, instead of from an empty log."""
        self._state, self._position = State(rows), position

    def committed(self, events: Sequence[Event], positions: Sequence[Position]) -> None:
        """These events are in the log; for the recorder to call."""
        self._committed = max((self._committed, *positions))
        heard: dict[Numbered, list[tuple[int, datetime]]] = {}
        for event in events:
            data = event.data
            if isinstance(data, ReadingRecorded | HeartbeatReceived) and data.boot and data.seq:
                numbered = event.subject.name, data.boot
                heard.setdefault(numbered, []).append((data.seq, event.time))
        for numbered, messages in heard.items():
            self._hear(numbered, messages)

    def _hear(self, numbered: Numbered, messages: Sequence[tuple[int, datetime]]) -> None:
        numbers = [seq for seq, _ in messages]
        if self._caught_up and not counted_on(self._state, *numbered, numbers):
            for seq, moment in messages:
                count_in(self._state, *numbered, seq, moment)
        self._heard[numbered] = min(self._heard.get(numbered, numbers[0]), *numbers)
        self._news.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(patiently(self._read))
            tasks.create_task(self._answer())

    async def _read(self) -> None:
        query = Query(types=NUMBERED)
        if not self._alone:
            await self._fold(self._log.subscribe(after=self._position, query=query, size=PAGE))
        while not self._caught_up:
            await self._fold(self._log.pages(after=self._position, query=query, size=PAGE))
            self._caught_up = self._position >= self._committed
            await asyncio.sleep(COALESCED_S)

    async def _fold(self, pages: AsyncIterator[Page]) -> None:
        async for page in pages:
            for event in page.events:
                record_arrival(self._state, event)
            self._position = page.position
            self._reconsider(self._state.take_changes())
            await asyncio.sleep(0)

    def _reconsider(self, changed: Container[str]) -> None:
        """Look again at those of whom more is known now."""
        for (device, boot), published in self._published.items():
            if device in changed:
                self._heard.setdefault((device, boot), published + 1)
        self._news.set()

    async def _answer(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            heard, self._heard = self._heard, {}
            for numbered, lowest in heard.items():
                self._answer_one(numbered, lowest)
            await asyncio.sleep(COALESCED_S)

    def _answer_one(self, numbered: Numbered, lowest: int) -> None:
        """Send the receipt, unless it would say nothing new to a device that sent nothing old."""
        seq, published = self._contiguous(numbered), self._published.get(numbered, 0)
        if seq > published or (seq and lowest <= published):
            self._send(numbered, seq)
        self._remember(numbered, max(seq, published))

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
