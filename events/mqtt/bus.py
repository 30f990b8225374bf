"""The bus: publish with confirmation, consume with acknowledgement, survive the broker's absence.

A delivery is acknowledged only by its consumer (rule R3). When the connection is lost, the bus
connects again by itself, with the same session: the broker sends again what was not acknowledged,
the bus sends again what was not confirmed, and subscriptions that the broker lost are made anew.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Self

from gmqtt.client import Message

from events.mqtt import packets
from events.mqtt.broker import RECEIVE_MAXIMUM, Broker, Session, Will
from events.mqtt.errors import BusUnavailable
from events.mqtt.inbox import Delivery, Inbox
from events.mqtt.link import Link
from events.mqtt.patience import Patience
from events.mqtt.topic import Topic, TopicFilter
from events.mqtt.window import Window

INBOX_FACTOR = 2
"""Room in the inbox for twice what the broker may send unacknowledged: it fills up, and reading
stops, only with messages that need no acknowledgement."""

FLUSH_TIMEOUT_S = 5.0
"""How long `close` waits for confirmations."""

_log = logging.getLogger(__name__)


class MqttBus:
    """A session with the broker that outlives its connections."""

    def __init__(self, broker: Broker, session: Session) -> None:
        self._broker = broker
        self._session = session
        self._inbox = Inbox(INBOX_FACTOR * session.receive_maximum)
        self._window = Window()
        self._patience = Patience()
        self._filters: list[TopicFilter] = []
        self._link: Link | None = None
        self._born: asyncio.Future[None] | None = None
        self._sessions = 0
        self._supervisor: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()

    @classmethod
    async def connect(
        cls,
        broker: Broker,
        *,
        client_id: str,
        session_expiry_s: int = 0,
        receive_maximum: int = RECEIVE_MAXIMUM,
        will: Will | None = None,
        wait: bool = True,
    ) -> Self:
        """A bus that is connected, or with `wait=False` one that is going to be.

        Raises `BusUnavailable` if the first attempt fails and `wait` is true.
        """
        session = Session(client_id, session_expiry_s, receive_maximum, will=will)
        bus = cls(broker, session)
        if wait:
            await bus._open()
        bus._supervisor = asyncio.create_task(bus._supervise(), name=f"mqtt {client_id}")
        return bus

    @property
    def client_id(self) -> str:
        return self._session.client_id

    @property
    def unconfirmed(self) -> int:
        """How many messages are not confirmed yet."""
        return len(self._window)

    async def publish(
        self,
        topic: str,
        payload: bytes,
        qos: int = 1,
        retain: bool = False,
        content_type: str | None = None,
    ) -> None:
        """Returns when the broker has confirmed. Raises `BrokerRefused` if it refused."""
        await self.publish_soon(topic, payload, qos, retain, content_type)

    def publish_soon(
        self,
        topic: str,
        payload: bytes,
        qos: int = 1,
        retain: bool = False,
        content_type: str | None = None,
        *,
        ahead: bool = False,
    ) -> asyncio.Future[None]:
        """The same without waiting; messages leave in the order of the calls.

        Raises `BacklogFull` when too many are waiting, but not for one that goes `ahead` of them:
        that is for the few words about the session itself.
        """
        properties = {"content_type": content_type} if content_type else {}
        message = Message(Topic(topic), payload, qos=qos, retain=retain, **properties)
        return self._window.publish(message, ahead=ahead)

    def publish_once(self, topic: str, payload: bytes) -> asyncio.Future[None]:
        """Send at QoS 1 over the present connection, and never again over another one.

        The promise fails if the connection is lost first: then it may have arrived, or not. Raises
        `BusUnavailable` if there is no connection, `BacklogFull` when too many are waiting.
        """
        return self._window.publish(Message(Topic(topic), payload, qos=1), once=True)

    async def subscribe(self, filters: Sequence[str]) -> None:
        """Subscribe at QoS 1; returns when granted, or at once while there is no connection."""
        wanted = [TopicFilter(text) for text in filters]
        self._filters.extend(f for f in wanted if f not in self._filters)
        if self._link is not None and self._link.alive:
            await self._link.subscribe(wanted)

    async def batches(
        self, max_size: int = 1_000, max_wait_s: float = 0.005
    ) -> AsyncIterator[list[Delivery]]:
        """Deliveries in order of arrival, gathered for a moment; ends when the bus is closed."""
        while batch := await self._inbox.take(max_size, max_wait_s):
            yield batch

    def stop_deliveries(self) -> None:
        """End `batches` after what has already arrived; publishing and acknowledging go on."""
        self._inbox.close()

    async def close(self) -> None:
        """Wait for confirmations, take leave of the broker, and stop."""
        self._inbox.close()
        if self.connected.is_set():
            await self._flushed()
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
        if self._link is not None:
            await self._link.close()
        self.connected.clear()
        self._window.abandon("the bus was closed")

    async def _flushed(self) -> None:
        try:
            async with asyncio.timeout(FLUSH_TIMEOUT_S):
                await self._window.drained.wait()
        except TimeoutError:
            _log.warning("closing with %d messages unconfirmed", len(self._window))

    def arrived(self, link: Link, message: packets.Published) -> None:
        """Called by the link for each message."""
        topic, payload, qos, retain, dup, packet_id = message
        now = datetime.now(UTC)
        session = self._sessions
        self._inbox.put(Delivery(topic, payload, qos, retain, dup, packet_id, now, session, link))

    def confirmed(self, packet_id: int, code: int) -> None:
        """Called by the link for each confirmation."""
        self._window.confirm(packet_id, code)

    async def _supervise(self) -> None:
        now = asyncio.get_running_loop().time
        while True:
            link = self._link or await self._open_patiently()
            opened_s = now()
            await link.lost.wait()
            _log.warning("connection to the broker lost: %s", link.reason)
            self.connected.clear()
            self._window.lost()
            self._link = None
            await asyncio.sleep(self._patience.after(now() - opened_s))

    async def _open_patiently(self) -> Link:
        while True:
            try:
                return await self._open()
            except BusUnavailable as error:
                pause_s = self._patience.next_pause()
                _log.warning("%s; next attempt in %.1f s", error, pause_s)
            await asyncio.sleep(pause_s)

    async def _open(self) -> Link:
        link = await Link.open(self._broker, self._session, self, self._inbox.room)
        try:
            await self._join(link)
        except BaseException:
            # It would go on as a second connection of ours, with what was sent over it unsettled.
            self._window.lost()
            await link.close()
            raise
        self._link = link
        self.connected.set()
        return link

    async def _join(self, link: Link) -> None:
        if link.welcome.session_present:
            self._inbox.drop_redeliverable(link, self._sessions)
        else:
            self._sessions += 1
            await self._subscribe_anew(link)
        self._announce()
        self._window.open(link)

    async def _subscribe_anew(self, link: Link) -> None:
        """The broker has no session of ours; what its old one still owed us will not come again,
        so deliveries from there stay in the inbox."""
        granted: list[TopicFilter] = []
        # Somebody may want more while the broker answers, and finds no link to ask on yet.
        while wanted := [one for one in self._filters if one not in granted]:
            await link.subscribe(wanted)
            granted += wanted

    def _announce(self) -> None:
        """The birth goes first; one that is not confirmed yet is going to go out again anyway."""
        will = self._session.will
        if will is None or will.birth is None or (self._born and not self._born.done()):
            return
        self._born = self.publish_soon(will.topic, will.birth, retain=will.retain, ahead=True)
