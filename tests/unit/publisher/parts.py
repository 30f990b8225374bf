"""What a publisher is given in tests: a bus that confirms when it is told, and events."""

import asyncio
from datetime import UTC, datetime

from events.entry import header, wire_form
from events.envelope import Event, Recorded
from events.identity import Subject, new_id
from events.telemetry import ReadingRecorded


class Bus:
    """Remembers what was published, and confirms at once or when told."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.at_once = at_once
        self.published: list[tuple[str, bytes]] = []
        self.futures: list[asyncio.Future[None]] = []

    def publish_soon(
        self,
        topic: str,
        payload: bytes,
        qos: int = 1,
        retain: bool = False,
        content_type: str | None = None,
    ) -> asyncio.Future[None]:
        self.published.append((topic, payload))
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.futures.append(future)
        if self.at_once:
            future.set_result(None)
        return future

    async def has_published(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.published) < count:
                await asyncio.sleep(0.001)


def readings(count: int, device: str = "env_01") -> list[Event]:
    return [
        Event(
            id=new_id(),
            data=ReadingRecorded(zone="main", channel="co2", value=n),
            source=f"/edge/{device}",
            subject=Subject.of("device", device),
            time=datetime.now(UTC),
        )
        for n in range(count)
    ]


def position(event: Recorded) -> bytes:
    """The shortest encoding of an event that tells it from others."""
    return str(event.position).encode()


def cloudevent(event: Recorded) -> bytes:
    head = header(event, event.dataversion, event.recorded_at)
    return wire_form(head, event.data_json, event.position)
