"""One connection to the broker, from CONNECT to its loss; it is never reused.

gmqtt's codec and transport do the work; its `Client` is not used, because after a reconnect it
would send the acknowledgement of an old delivery over the new connection, where the same packet id
may stand for another message. A link that is lost stays silent for ever.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from gmqtt.client import Message
from gmqtt.mqtt.connection import MQTTConnection
from gmqtt.mqtt.constants import MQTTCommands, MQTTv50, MQTTv311
from gmqtt.mqtt.package import Package
from gmqtt.subscription import Subscription

from events.mqtt import packets
from events.mqtt.broker import CONNECT_TIMEOUT_S, Broker, Session
from events.mqtt.errors import BrokerRefused, BusUnavailable
from events.mqtt.topic import TopicFilter
from events.mqtt.wire import Wire

_log = logging.getLogger(__name__)

REFUSED = 0x80
"""Reason codes from here on are refusals."""

RETAINED_IF_NEW = 1
"""Retain handling: retained messages come with a new subscription only, not with each renewal."""

ANSWER_TIMEOUT_S = 10.0
LEAVE_TIMEOUT_S = 1.0
CLOSE_TIMEOUT_S = 2.0


class Receiver(Protocol):
    """Who hears what arrives on a link."""

    def arrived(self, link: "Link", message: packets.Published) -> None: ...
    def confirmed(self, packet_id: int, code: int) -> None: ...


class Link:
    """A live connection, welcomed by the broker."""

    def __init__(self, broker: Broker, session: Session, receiver: Receiver) -> None:
        self._broker = broker
        self._session = session
        self._receiver = receiver
        self._v5 = broker.protocol == "5"
        self._subscribed: dict[int, asyncio.Future[bytes]] = {}
        self._owed: OrderedDict[int, bool] = OrderedDict()
        """Packets to acknowledge, in order of arrival, and whether their consumer has."""
        loop = asyncio.get_running_loop()
        self._welcomed: asyncio.Future[packets.Welcome] = loop.create_future()
        self._connection: MQTTConnection | None = None
        self.welcome = packets.Welcome(session_present=False, code=0)
        self.lost = asyncio.Event()
        self.reason = "connection lost"

    @classmethod
    async def open(
        cls, broker: Broker, session: Session, receiver: Receiver, room: asyncio.Event
    ) -> "Link":
        """Connect and wait for the broker's welcome; `BusUnavailable` if there is none."""
        link = cls(broker, session, receiver)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await link._connect(room)
                link.welcome = await link._welcomed
        except (OSError, TimeoutError) as error:
            await link.close()
            where = f"{broker.host}:{broker.port}"
            raise BusUnavailable(f"{where}: {error or 'no answer'}") from error
        except BaseException:
            await link.close()
            raise
        return link

    async def _connect(self, room: asyncio.Event) -> None:
        version = MQTTv50 if self._v5 else MQTTv311
        tls = self._broker.tls
        transport, wire = await asyncio.get_running_loop().create_connection(
            lambda: Wire(version, room),
            self._broker.host,
            self._broker.port,
            ssl=tls.context() if tls else None,
        )
        session = self._session
        self._wire = wire
        self._connection = MQTTConnection(
            transport, wire, not session.kept, session.keepalive_s, package_handler=self
        )
        await self._connection.auth(
            session.client_id.encode(),
            _encoded(self._broker.username),
            _encoded(self._broker.password),
            will_message=_will(session),
            session_expiry_interval=session.expiry_s,
            receive_maximum=session.receive_maximum,
        )

    @property
    def alive(self) -> bool:
        return self._connection is not None and not self.lost.is_set()

    @property
    def current_connection(self) -> MQTTConnection | None:
        """Asked by gmqtt's connection, which hands packets only to its own handler."""
        return self._connection

    def set_connection(self, connection: MQTTConnection) -> None:
        """Called by gmqtt's connection when it is made."""
        self._connection = connection

    def takes(self, message: Message) -> bool:
        """Whether the broker will; one that is sent too large a packet hangs up."""
        largest = self.welcome.largest_packet or self._broker.largest_packet
        return packets.publish_size(message) <= largest

    def publish(self, message: Message) -> int | None:
        """Send now; the packet id that the confirmation will carry, None at QoS 0."""
        packet_id: int | None
        packet_id, _ = self._wire.send_publish(message)
        return packet_id

    def forget(self, packet_id: int) -> None:
        """The packet id is free again."""
        self._wire.id_generator.free_id(packet_id)

    def acknowledge(self, packet_id: int) -> bool:
        """Let the broker forget a message, once all that came before it are acknowledged too.

        False if the connection is lost, and the broker will never hear of it.

        MQTT asks for this order, and rumqttd counts on it: it takes the n-th acknowledgement for
        that of the n-th message, and would forget one that was never acknowledged.
        """
        if not self.alive:
            return False
        if packet_id in self._owed:
            self._owed[packet_id] = True
            self._acknowledge_first()
        return True

    def _acknowledge_first(self) -> None:
        while self._owed:
            packet_id, settled = next(iter(self._owed.items()))
            if not settled:
                return
            del self._owed[packet_id]
            self._wire.write_data(packets.acknowledgement(packet_id))

    async def subscribe(self, filters: Sequence[TopicFilter], qos: int = 1) -> None:
        """Subscribe, and wait until the broker has granted every filter."""
        handling = RETAINED_IF_NEW if self._v5 else 0
        wanted = [Subscription(f, qos, retain_handling_options=handling) for f in filters]
        granted: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        packet_id = self._wire.send_subscribe_packet(wanted)
        self._subscribed[packet_id] = granted
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                codes = await granted
        except TimeoutError as error:
            raise BusUnavailable("no answer to a subscription") from error
        for topic_filter, code in zip(filters, codes, strict=True):
            if code >= REFUSED:
                raise BrokerRefused(f"subscription to {topic_filter}", code)

    async def close(self) -> None:
        """Take leave, so that the broker keeps the will to itself."""
        if self._connection is not None:
            if self.alive:
                await self._take_leave()
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self._connection.close()
            except (OSError, TimeoutError):
                self._wire.abort()
        self._end("closed")

    async def _take_leave(self) -> None:
        """Wait until the broker hangs up: then it has read every acknowledgement before that."""
        self._wire.send_disconnect()
        self._wire.flush()
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self.lost.wait()
        except TimeoutError:
            _log.info("the broker did not hang up within %.1f s", LEAVE_TIMEOUT_S)

    def __call__(self, package: Package) -> None:
        """A packet arrived; gmqtt's connection calls this, from its reading loop."""
        try:
            self._take(package)
        except Exception:  # noqa: BLE001 (or the reading loop would die unseen)
            _log.exception("cannot take packet %#x, giving the connection up", package.cmd)
            self._wire.abort()

    def _take(self, package: Package) -> None:
        match package.cmd & 0xF0:
            case MQTTCommands.PUBLISH:
                message = packets.publish(package.cmd, package.data, v5=self._v5)
                if message.packet_id is not None:
                    self._owed.pop(message.packet_id, None)
                    self._owed[message.packet_id] = False
                self._receiver.arrived(self, message)
            case MQTTCommands.PUBACK:
                packet_id, code = packets.puback(package.data)
                self.forget(packet_id)
                self._receiver.confirmed(packet_id, code)
            case MQTTCommands.SUBACK:
                self._granted(package.data)
            case MQTTCommands.CONNACK:
                self._answered(packets.connack(package.data, v5=self._v5))
            case MQTTCommands.DISCONNECT:
                self._disconnected(packets.disconnect(package.data))

    def _answered(self, welcome: packets.Welcome) -> None:
        if self._welcomed.done():
            return
        if welcome.keepalive_s and self._connection is not None:
            self._connection.keepalive = welcome.keepalive_s
        if welcome.code:
            self._welcomed.set_exception(BrokerRefused("connection", welcome.code))
        else:
            self._welcomed.set_result(welcome)

    def _granted(self, body: bytes) -> None:
        packet_id, codes = packets.suback(body, v5=self._v5)
        self.forget(packet_id)
        granted = self._subscribed.pop(packet_id, None)
        if granted is not None and not granted.done():
            granted.set_result(codes)

    def _disconnected(self, code: int) -> None:
        self._end(str(BrokerRefused("connection", code)) if code else self.reason)

    def _end(self, reason: str) -> None:
        if self.lost.is_set():
            return
        self.reason = reason
        self.lost.set()
        _fail(self._welcomed, reason)
        for granted in self._subscribed.values():
            _fail(granted, reason)


def _fail(waiting: "asyncio.Future[Any]", reason: str) -> None:  # Any: whatever was waited for
    if not waiting.done():
        waiting.set_exception(BusUnavailable(reason))
        waiting.exception()  # read once, so that nobody is told it was not


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _will(session: Session) -> Message | None:
    will = session.will
    return will and Message(will.topic, will.payload, qos=1, retain=will.retain)
