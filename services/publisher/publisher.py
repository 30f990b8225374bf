"""Publishes the log, event by event, in order, each at least once.

The checkpoint advances only behind contiguous confirmations, so a crash or a lost broker leaves no
gap: what was not confirmed is published again, in the same order.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from events.envelope import Recorded
from events.errors import LogUnavailable
from events.eventlog.protocol import Checkpoint, EventLog
from events.identity import START, Position
from events.mqtt import BrokerRefused
from services.publisher import metrics, task_reports
from services.publisher.task_reports import report_of
from services.publisher.topics import topic_of
from services.waiting import first_to_end, until

NAME = "publisher"
"""Of the checkpoint."""

CONTENT_TYPE = "application/cloudevents+json"

IN_FLIGHT = 2_000
"""Events that are read from the log and not confirmed, at most."""

PAGE = 1_000

CHECKPOINT_EVERY_S = 1.0

HOPELESS = frozenset({0x90, 0x95, 0x99})
"""Refusals that no repetition mends: topic invalid, packet too large, payload format invalid."""

_log = logging.getLogger(__name__)


class Publishes(Protocol):
    """Where events go: the bus."""

    def publish_soon(
        self,
        topic: str,
        payload: bytes,
        qos: int = 1,
        retain: bool = False,
        content_type: str | None = None,
    ) -> asyncio.Future[None]: ...


class Sent(NamedTuple):
    """An event on its way."""

    position: Position
    confirmed: asyncio.Future[None]


class Publisher:
    """Follows a log and publishes it."""

    def __init__(self, log: EventLog, bus: Publishes, encode: Callable[[Recorded], bytes]) -> None:
        self._log = log
        self._bus = bus
        self._encode = encode
        self._sent: deque[Sent] = deque()
        self._stored = START
        self.confirmed = START
        """Everything up to here is confirmed."""

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop` is set, then wait for what is on its way and keep the place.

        Raises `BrokerRefused` if the broker refuses what it may take another time.
        """
        self.confirmed = self._stored = await self._log.checkpoint(NAME)
        try:
            await until(stop, self._work())
            while self._sent:
                await self._settle_first()
        finally:
            await self._store()

    async def _work(self) -> None:
        await first_to_end(self._follow(), self._keep_the_place())

    async def _follow(self) -> None:
        async for page in self._log.subscribe(after=self.confirmed, size=PAGE):
            for event in page.events:
                await self._send(event)

    async def _send(self, event: Recorded) -> None:
        """Publish an event, and before it what else it calls for, so that neither is left out."""
        report = await report_of(self._log, event)
        if report is not None:
            before = Position(event.position - 1)
            await self._publish(before, report.topic, report.payload, task_reports.CONTENT_TYPE)
        topic = topic_of(event.type, event.subject)
        await self._publish(event.position, topic, self._encode(event), CONTENT_TYPE)

    async def _publish(
        self, position: Position, topic: str, payload: bytes, content_type: str
    ) -> None:
        """Once this is confirmed, and all before it, everything up to the position is."""
        while len(self._sent) >= IN_FLIGHT:
            await self._settle_first()
        confirmed = self._bus.publish_soon(topic, payload, content_type=content_type)
        self._sent.append(Sent(position, confirmed))
        confirmed.add_done_callback(self._advance)

    async def _settle_first(self) -> None:
        """Wait until the oldest is confirmed, or raise why it is not."""
        oldest = self._sent[0].confirmed
        await asyncio.wait({oldest})
        self._advance(oldest)
        self._require_taken()

    def _advance(self, _confirmed: "asyncio.Future[None]") -> None:
        """Go on behind all that are confirmed without a gap."""
        while self._sent and _taken(self._sent[0]):
            self.confirmed = self._sent.popleft().position
        metrics.LAG.set(len(self._sent))
        metrics.POSITION.set(self.confirmed)

    def _require_taken(self) -> None:
        """Raise what the broker answered to the oldest, if it refused."""
        if self._sent and self._sent[0].confirmed.done():
            self._sent[0].confirmed.result()

    async def _keep_the_place(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_EVERY_S)
            self._require_taken()
            await self._store()

    async def _store(self) -> None:
        if self.confirmed == self._stored:
            return
        position = self.confirmed
        try:
            await self._log.store_checkpoint(Checkpoint(NAME, position))
        except LogUnavailable as error:
            _log.warning("checkpoint %d is not stored: %s", position, error)
        else:
            self._stored = position


def _taken(sent: Sent) -> bool:
    """Whether the broker took the event, or never will."""
    if not sent.confirmed.done():
        return False
    error = sent.confirmed.exception()
    if error is None:
        metrics.PUBLISHED.inc()
        return True
    if not isinstance(error, BrokerRefused) or error.code not in HOPELESS:
        return False
    metrics.SKIPPED.inc()
    _log.error("event %d cannot be published: %s", sent.position, error)
    return True
