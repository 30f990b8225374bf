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
from services.publisher import metrics
from services.publisher.topics import topic_of

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

        Raises `BrokerRefused` if the broker refuses an event that it might take another time.
        """
        self.confirmed = self._stored = await self._log.checkpoint(NAME)
        storing = asyncio.create_task(self._store_now_and_then())
        following = asyncio.create_task(self._follow())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
            following.cancel()
            await asyncio.wait({following})
            if not following.cancelled():
                following.result()
            while self._sent:
                await self._settle_first()
        finally:
            for task in (storing, following, stopping):
                task.cancel()
            await self._store()

    async def _follow(self) -> None:
        async for page in self._log.subscribe(after=self.confirmed, size=PAGE):
            for event in page.events:
                await self._send(event)
            self._settle_done()

    async def _send(self, event: Recorded) -> None:
        while len(self._sent) >= IN_FLIGHT:
            await self._settle_first()
        topic = topic_of(event.type, event.subject)
        confirmed = self._bus.publish_soon(topic, self._encode(event), content_type=CONTENT_TYPE)
        self._sent.append(Sent(event.position, confirmed))

    async def _settle_first(self) -> None:
        """Wait for the oldest, and go on behind all that are confirmed by then."""
        await asyncio.wait({self._sent[0].confirmed})
        self._settle_done()

    def _settle_done(self) -> None:
        while self._sent and self._sent[0].confirmed.done():
            sent = self._sent[0]
            _require_taken(sent)
            self._sent.popleft()
            self.confirmed = sent.position
        metrics.LAG.set(len(self._sent))
        metrics.POSITION.set(self.confirmed)

    async def _store_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_EVERY_S)
            self._settle_done()
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


def _require_taken(sent: Sent) -> None:
    """Raises what the broker answered, unless it took the event or never will."""
    error = sent.confirmed.exception()
    if error is None:
        metrics.PUBLISHED.inc()
    elif isinstance(error, BrokerRefused) and error.code in HOPELESS:
        metrics.SKIPPED.inc()
        _log.error("event %d cannot be published: %s", sent.position, error)
    else:
        raise error
