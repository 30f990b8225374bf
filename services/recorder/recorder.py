"""The loop from MQTT to the log: receive, translate, append, and only then acknowledge (rule R3).

A batch is translated while the one before it is being committed; commits and acknowledgements keep
the order of arrival. While the log is unavailable nothing is acknowledged and nothing is lost: the
broker keeps what it may send, and sends it again if this process dies. What the log will not take
of a message is recorded as rejected, once, and holds up no other.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from events.envelope import Event
from events.errors import LogUnavailable
from events.eventlog.protocol import EventLog
from events.log import MessageRejected
from events.mqtt import Delivery
from handlers.dialects.message import Message
from services.recorder import metrics
from services.recorder.leftovers import Committed, Leftovers
from services.recorder.redelivery import TAIL, Redeliveries
from services.recorder.retained import Retained
from services.waiting import patiently

BATCH_SIZE = 1_000
BATCH_WAIT_S = 0.001
"""How long a batch is gathered."""

AT_A_TIME = 10
"""Messages that are translated without a pause: a quarter of a millisecond."""

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
"""Between attempts to append while the log is unavailable; doubling."""

_log = logging.getLogger(__name__)


class Translates(Protocol):
    """What makes events of messages; it never raises."""

    def translate(self, message: Message) -> Sequence[Event]: ...


class Source(Protocol):
    """Where deliveries come from: the bus."""

    def batches(self, max_size: int, max_wait_s: float) -> AsyncIterator[list[Delivery]]: ...


class Translated(NamedTuple):
    """A delivery and the events it tells of."""

    delivery: Delivery
    message: Message
    events: Sequence[Event]
    supposed: bool
    """Its id may turn out to be another message's."""


class Recorder:
    """Records what the bus delivers."""

    def __init__(
        self,
        log: EventLog,
        translator: Translates,
        redeliveries: Redeliveries,
        committed: Committed = lambda _events, _positions: None,
    ) -> None:
        self._log = log
        self._translator = translator
        self._redeliveries = redeliveries
        self._committed = committed
        self._leftovers = Leftovers(log, self._append, committed)

    async def run(self, source: Source) -> None:
        """Record until the source ends."""
        self._redeliveries.recall(await patiently(lambda: self._log.backward(limit=TAIL)))
        committing: asyncio.Task[None] | None = None
        try:
            async for deliveries in source.batches(BATCH_SIZE, BATCH_WAIT_S):
                metrics.RECEIVED.inc(len(deliveries))
                batch = await self._translated(deliveries)
                if committing is not None:
                    await committing
                committing = asyncio.create_task(self._record(batch))
            if committing is not None:
                await committing
        finally:
            if committing is not None:
                committing.cancel()

    async def _translated(self, deliveries: Sequence[Delivery]) -> list[Translated]:
        """A few at a time, and the commit under way goes on in between: or the database would
        wait for it until all are translated."""
        batch: list[Translated] = []
        for start in range(0, len(deliveries), AT_A_TIME):
            few = deliveries[start : start + AT_A_TIME]
            batch += [self._translate(delivery) for delivery in few]
            await asyncio.sleep(0)
        return batch

    def _translate(self, delivery: Delivery) -> Translated:
        identity = self._redeliveries.identify(delivery)
        message = Message(identity.id, delivery.topic, delivery.payload, delivery.received_at)
        events = self._translator.translate(message)
        return Translated(delivery, message, events, identity.supposed)

    async def _record(self, batch: Sequence[Translated]) -> None:
        """Commit, then acknowledge exactly what was committed."""
        if any(translated.delivery.retain for translated in batch):
            batch = await self._only_news(batch)
        events = [event for translated in batch for event in translated.events]
        metrics.WAITING.set(len(batch))
        try:
            await self._append(events)
        except Exception as error:  # noqa: BLE001 (whatever it is, it must not stop the line)
            _log.warning("a batch goes in message by message: %s", error)
            await asyncio.gather(*(self._append_one(translated) for translated in batch))
        for translated in batch:
            translated.delivery.acknowledge()
        metrics.ACKNOWLEDGED.inc(len(batch))
        metrics.WAITING.set(0)

    async def _only_news(self, batch: Sequence[Translated]) -> Sequence[Translated]:
        """The batch, with nothing to append for retained messages that the log knows."""
        judged, retained = [], Retained(self._log)
        for translated in batch:
            message, events = translated.message, translated.events
            # A packet that is sent again may stand before what contradicts it in the log already.
            if translated.delivery.retain and not translated.delivery.dup and events:
                judged.append(self._renamed(translated, await retained.judge(message, events)))
            else:
                judged.append(translated)
            retained.hear(judged[-1].message)
        return judged

    async def _append(self, events: Sequence[Event]) -> None:
        """Append, again and again for as long as the log is unavailable."""
        pause_s = FIRST_PAUSE_S
        while events:
            try:
                positions = await self._log.append(events)
            except LogUnavailable as error:
                metrics.RETRIES.inc()
                _log.warning("%s; %d events wait %.2f s", error, len(events), pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                metrics.APPENDED.inc(len(events))
                metrics.REJECTED.inc(sum(isinstance(e.data, MessageRejected) for e in events))
                self._committed(events, positions)
                return

    async def _append_one(self, translated: Translated) -> None:
        """Append one message's events, or what the log takes of them."""
        try:
            await self._append(translated.events)
        except Exception as error:  # noqa: BLE001 (a single message that the log refuses)
            _log.debug("message %s goes in event by event: %s", translated.message.id, error)
            if translated.supposed:
                await self._append_one(self._as_new(translated))
            else:
                await self._leftovers.record(translated.message, translated.events)

    def _as_new(self, translated: Translated) -> Translated:
        """The same message, which is not the one that the log holds under its supposed id."""
        delivery, known = translated.delivery, translated.message
        message = known._replace(id=self._redeliveries.fresh(delivery))
        return Translated(delivery, message, self._translator.translate(message), supposed=False)

    def _renamed(self, translated: Translated, message: Message | None) -> Translated:
        """The same delivery under the id of `message`; telling of nothing if there is none."""
        if message is None:
            return translated._replace(events=())
        if message.id == translated.message.id:
            return translated
        return translated._replace(message=message, events=self._translator.translate(message))
