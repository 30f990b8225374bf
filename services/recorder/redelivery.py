"""Which deliveries are repeats: the same packet again, after a lost connection or a crash.

Three things tell them apart from new messages with equal contents. Within a session, a DUP packet
with the packet id, topic and payload of a remembered one is that one. A broker that does not set
DUP (rumqttd) still sends again first, in order, what was never acknowledged. After a restart, the
ids at the tail of the log name the packets that are in it; the append then compares the bodies.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from events.envelope import Recorded
from events.identity import new_id
from events.mqtt import Delivery
from events.mqtt.broker import RECEIVE_MAXIMUM
from services.recorder.arrival import arrival_id, packet_of, recorder_tag, retained_id

TAIL = 2 * RECEIVE_MAXIMUM
"""Events at the end of the log that are looked through after a restart: as many as a broker can
have sent without an acknowledgement, and as many again from other producers."""

REMEMBERED = 2 * RECEIVE_MAXIMUM
"""Deliveries that are remembered within the process."""


class Identity(NamedTuple):
    """The id of a message, and whether it is one that the log may hold for another message."""

    id: UUID
    supposed: bool = False


class Redeliveries:
    """What arrived, for as long as the broker may send it again."""

    def __init__(self, client_id: str) -> None:
        self._tag = recorder_tag(client_id)
        self._session = 0
        self._link: object = None
        self._recent: OrderedDict[int, tuple[Delivery, UUID]] = OrderedDict()
        self._owed: deque[tuple[Delivery, UUID]] = deque()
        self._recorded: dict[int, UUID] = {}

    def recall(self, tail: Iterable[Recorded]) -> None:
        """Learn from the newest events of the log, newest first, what was recorded before."""
        for event in tail:
            packet_id = packet_of(event.id, self._tag)
            if packet_id is not None:
                self._recorded.setdefault(packet_id, event.id)

    def identify(self, delivery: Delivery) -> Identity:
        """The id that the message had when it came before, else a fresh one."""
        if delivery.link is not self._link:
            self._reconnected(delivery)
        packet_id = delivery.packet_id
        if packet_id is None:
            return Identity(retained_id(delivery) if delivery.retain else new_id())
        identity = self._known(delivery, packet_id) or Identity(self.fresh(delivery))
        self._remember(packet_id, delivery, identity.id)
        return identity

    def fresh(self, delivery: Delivery) -> UUID:
        if delivery.retain:
            return retained_id(delivery)
        return arrival_id(self._tag, delivery.packet_id or 0)

    def _known(self, delivery: Delivery, packet_id: int) -> Identity | None:
        if delivery.dup:
            self._owed.clear()
            known = self._recent.get(packet_id)
            if known is not None and _same(known[0], delivery):
                return Identity(known[1])
            recorded = self._recorded.pop(packet_id, None)
            return None if recorded is None else Identity(recorded, supposed=True)
        if self._owed and _same(self._owed[0][0], delivery):
            return Identity(self._owed.popleft()[1])
        self._owed.clear()
        return None

    def _remember(self, packet_id: int, delivery: Delivery, message_id: UUID) -> None:
        self._recent[packet_id] = (delivery, message_id)
        self._recent.move_to_end(packet_id)
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _reconnected(self, delivery: Delivery) -> None:
        self._link = delivery.link
        if delivery.session == self._session:
            unsettled = [entry for entry in self._recent.values() if not entry[0].acknowledged]
            self._owed.extendleft(reversed(unsettled))
        else:
            self._session = delivery.session
            self._recent.clear()
            self._owed.clear()


def _same(known: Delivery, delivery: Delivery) -> bool:
    return known.topic == delivery.topic and known.payload == delivery.payload
