"""Signs the log's head when it has moved, keeps it, records it and publishes it, retained.

Whoever saw one signed head can later prove that history was not rewritten. Recording a head moves
the head by one; that alone is no reason to sign again.
"""

import asyncio
import base64
import logging
from datetime import UTC, datetime
from typing import Protocol

from events.envelope import Event, Recorded
from events.eventlog.protocol import EventLog, Head
from events.identity import Subject, new_id
from events.log import HeadSigned
from events.query import Query
from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import StoredHead
from services.publisher import metrics
from services.publisher.publisher import Publishes
from services.publisher.signing import SignedHead, head_of, sign
from services.waiting import patiently

TOPIC = "soms/log/head"
EVERY_S = 10.0
"""How often the head is looked at."""

SOURCE = "/services/publisher"

_SIGNED = Query(types=frozenset({HeadSigned.event_type}))

_log = logging.getLogger(__name__)


class Keeps(Protocol):
    """Where signed heads are kept beside the log."""

    async def keep(self, head: StoredHead) -> None: ...


class Heads:
    """Looks at the head now and then."""

    def __init__(self, log: EventLog, bus: Publishes, key: SigningKey, kept: Keeps) -> None:
        self._log = log
        self._bus = bus
        self._key = key
        self._kept = kept

    async def run(self, every_s: float = EVERY_S) -> None:
        """Publish the newest head, for a broker that forgot it; then sign now and then."""
        newest = await self._newest()
        if newest is not None:
            self._publish(head_of(newest, self._log.hub))
        while True:
            await patiently(self.sign_if_moved)
            await asyncio.sleep(every_s)

    async def sign_if_moved(self) -> SignedHead | None:
        """The head that was signed, None if there was no need."""
        head = await self._log.head()
        if not _moved(head, await self._newest()):
            return None
        signed = sign(head, self._key, datetime.now(UTC))
        await self._kept.keep(signed.stored())
        await self._log.append([_recorded(signed)])
        self._publish(signed)
        metrics.HEADS.inc()
        return signed

    async def _newest(self) -> Recorded | None:
        newest = await self._log.backward(query=_SIGNED, limit=1)
        return newest[0] if newest else None

    def _publish(self, signed: SignedHead) -> None:
        self._bus.publish_soon(
            TOPIC, signed.to_json(), retain=True, content_type="application/json"
        ).add_done_callback(_confirmed)


def _moved(head: Head, newest: Recorded | None) -> bool:
    """Whether anything but the record of the last signed head stands after that head."""
    if newest is None:
        return head.position > 0
    return (
        head.position > newest.position or newest.position > head_of(newest, head.hub).position + 1
    )


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
