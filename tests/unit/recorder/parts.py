"""What a recorder is given in tests: deliveries without a broker, a log that can fail."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from events.envelope import Event
from events.errors import LogUnavailable
from events.eventlog.memory import MemoryEventLog
from events.eventlog.prepared import Prepared
from events.identity import Position, Subject
from events.mqtt import Delivery
from events.telemetry import ReadingRecorded
from handlers.dialects.message import Message

TOPIC = "office/main/sensor/env_01/temperature"


class Link:
    """A connection that remembers what was acknowledged on it."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self.alive = True

    def acknowledge(self, packet_id: int) -> bool:
        if self.alive:
            self.acknowledged.append(packet_id)
        return self.alive


def delivery(
    link: Link,
    packet_id: int | None,
    payload: object = 21.5,
    *,
    topic: str = TOPIC,
    dup: bool = False,
    retain: bool = False,
    session: int = 1,
) -> Delivery:
    return Delivery(
        topic=topic,
        payload=orjson.dumps(payload),
        qos=0 if packet_id is None else 1,
        retain=retain,
        dup=dup,
        packet_id=packet_id,
        received_at=datetime.now(UTC),
        session=session,
        link=link,
    )


class Readings:
    """Every message is a reading; an object brings its own `boot` and `seq`, or an `id`."""

    def translate(self, message: Message) -> list[Event]:
        content: Any = orjson.loads(message.payload)
        fields = content if isinstance(content, dict) else {"value": content}
        _, zone, _, device, channel = message.levels
        return [
            Event(
                id=UUID(fields["id"]) if "id" in fields else message.id,
                data=ReadingRecorded(
                    zone=zone,
                    channel=channel,
                    value=fields["value"],
                    boot=fields.get("boot"),
                    seq=fields.get("seq"),
                ),
                source=f"/edge/{device}",
                subject=Subject.of("device", device),
                time=message.received_at,
            )
        ]


class Source:
    """Batches that are given, one after the other, each when the one before it is done with."""

    def __init__(self, *batches: Sequence[Delivery]) -> None:
        self._batches = batches

    async def batches(self, *_bounds: float) -> AsyncIterator[list[Delivery]]:
        for batch in self._batches:
            yield list(batch)
            await asyncio.sleep(0.005)


class FlakyLog(MemoryEventLog):
    """A log that is unavailable for the next `failures` appends."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.failures = failures

    async def append(self, events: Sequence[Event | Prepared], **options: Any) -> list[Position]:
        if self.failures:
            self.failures -= 1
            raise LogUnavailable("out for lunch")
        return await super().append(events, **options)
