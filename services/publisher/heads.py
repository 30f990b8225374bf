"""Signs the log's head when it has moved, keeps it, records it and publishes it, retained.

Whoever saw one signed head can later prove that history was not rewritten. Recording a head moves
the head by one; that alone is no reason to sign again.
"""

import asyncio
import base64
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import orjson

from events.entry import timestamp
from events.envelope import Event
from events.eventlog.protocol import EventLog, Head
from events.identity import Position, Subject, new_id
from events.log import HeadSigned
from events.query import Query
from services.publisher import metrics
from services.publisher.publisher import Publishes

TOPIC = "soms/log/head"
EVERY_S = 10.0
"""How often the head is looked at."""

SOURCE = "/services/publisher"

_SIGNED = Query(types=frozenset({HeadSigned.event_type}))

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its signature."""

    hub: str
    position: Position
    root: bytes
    time: datetime
    key_id: str
    signature: str
    """Base64."""
    note: str
    """The whole C2SP checkpoint."""

    def to_json(self) -> bytes:
        """As it is published."""
        return orjson.dumps(
            {
                "hub": self.hub,
                "position": self.position,
                "root": base64.b64encode(self.root).decode(),
                "time": timestamp(self.time),
                "key_id": self.key_id,
                "signature": self.signature,
            }
        )


class Signs(Protocol):
    """Who can sign a head."""

    def sign(self, head: Head, time: datetime) -> SignedHead: ...


class Keeps(Protocol):
    """Where signed heads are kept beside the log."""

    async def keep(self, head: SignedHead) -> None: ...

    async def newest(self) -> SignedHead | None: ...


class Heads:
    """Looks at the head now and then."""

    def __init__(self, log: EventLog, bus: Publishes, signer: Signs, kept: Keeps) -> None:
        self._log = log
        self._bus = bus
        self._signer = signer
        self._kept = kept

    async def run(self, every_s: float = EVERY_S) -> None:
        newest = await self._kept.newest()
        if newest is not None:
            self._publish(newest)
        while True:
            await self.sign_if_moved()
            await asyncio.sleep(every_s)

    async def sign_if_moved(self) -> SignedHead | None:
        """The head that was signed, None if there was no need."""
        head = await self._log.head()
        if not await self._moved(head):
            return None
        signed = self._signer.sign(head, datetime.now(UTC))
        await self._kept.keep(signed)
        await self._log.append([_recorded(signed)])
        self._publish(signed)
        metrics.HEADS.inc()
        return signed

    async def _moved(self, head: Head) -> bool:
        """Whether anything but the record of the last signed head stands after that head."""
        for event in await self._log.backward(query=_SIGNED, limit=1):
            data = event.data
            assert isinstance(data, HeadSigned)
            return head.position > event.position or event.position > data.position + 1
        return head.position > 0

    def _publish(self, signed: SignedHead) -> None:
        self._bus.publish_soon(
            TOPIC, signed.to_json(), retain=True, content_type="application/json"
        ).add_done_callback(_confirmed)


def _recorded(signed: SignedHead) -> Event:
    return Event(
        id=new_id(),
        data=HeadSigned(
            position=signed.position,
            root=base64.b64encode(signed.root).decode(),
            key_id=signed.key_id,
            signature=signed.signature,
        ),
        source=SOURCE,
        subject=Subject.of("log", signed.hub),
        time=signed.time,
    )


def _confirmed(sent: asyncio.Future[None]) -> None:
    if not sent.cancelled() and (error := sent.exception()) is not None:
        _log.warning("a signed head was not published: %s", error)
