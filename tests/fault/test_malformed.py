"""Nonsense on the network: nothing crashes, and every message is accounted for in the log.

A message that tells of nothing (an ignored topic, see docs/dialects.md) leaves no event; any other
leaves exactly the events that the dialects make of it, or its rejection.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import hypothesis
import pytest
from hypothesis import Phase

from events.envelope import Event, Recorded
from events.errors import EventIdConflict
from events.eventlog import MemoryEventLog
from events.identity import new_id
from events.log import MessageRejected
from events.mqtt import MqttBus, Topic, TopicFilter
from events.mqtt.errors import InvalidTopic
from handlers.dialects import Message, Translator
from services.recorder.leftovers import Leftovers
from tests.fault.findings import assert_verifies, at_rest, recorded
from tests.fault.parts import Stage, set_up
from tests.integration.mqtt.brokers import KINDS
from tests.property.dialects.strategies import MESSAGES

AT_ONCE = 200
PORTION = 500
LAST = ("office/main/sensor/last_01/temperature", b'{"value":0}')
"""Sent after everything else."""

CONNECT = b"\x10\x13\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x06noise1"
FRAMES_LIMIT = 512
"""Bytes of nonsense on one connection."""


async def test_malformed_messages_are_accounted_for(seed: int) -> None:
    await _nonsense("rumqttd", seed, messages=500, connections=50)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS)
async def test_ten_thousand_malformed_messages_are_accounted_for(kind: str, seed: int) -> None:
    await _nonsense(kind, seed, messages=10_000, connections=500)


async def _nonsense(kind: str, seed: int, messages: int, connections: int) -> None:
    sent = [*drawn(seed, messages), LAST]
    async with set_up(kind, "recorder") as stage, stage.device() as bus, stage.log() as log:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_publish(bus, sent))
            tasks.create_task(_malformed_frames(stage, seed, connections))
        expected = await _predicted(sent)
        await at_rest(log, len(expected))
        events = await recorded(log)
        _assert_same(events, expected)
        await assert_verifies(log)
        assert stage.broker.running, "the broker crashed"
        service = stage.services["recorder"]
        assert service.running, "the recorder crashed"


def drawn(seed: int, count: int) -> list[tuple[str, bytes]]:
    """Topics and payloads that a client can publish and the recorder subscribes to."""
    filters = [TopicFilter(text) for text in Translator().filters]
    portions = range(seed, seed + count // PORTION)
    return [one for portion in portions for one in _portion(portion, filters)]


def _portion(seed: int, filters: Sequence[TopicFilter]) -> list[tuple[str, bytes]]:
    """Hypothesis slows down over many examples, so it begins anew for each portion."""
    found: list[tuple[str, bytes]] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=2 * PORTION, phases=[Phase.generate], database=None, derandomize=False
    )
    @hypothesis.given(MESSAGES)
    def draw(message: Message) -> None:
        if publishable(message.topic) and any(one.matches(message.topic) for one in filters):
            found.append((message.topic, message.payload))

    draw()
    assert len(found) >= PORTION, f"only {len(found)} of the messages can be published"
    return found[:PORTION]


def publishable(topic: str) -> bool:
    with suppress(InvalidTopic, UnicodeEncodeError):
        return bool(Topic(topic).encode())
    return False


async def _publish(bus: MqttBus, messages: Iterable[tuple[str, bytes]]) -> None:
    waiting = []
    for topic, payload in messages:
        waiting.append(bus.publish_soon(topic, payload))
        if len(waiting) == AT_ONCE:
            await asyncio.gather(*waiting)
            waiting.clear()
    await asyncio.gather(*waiting)


async def _malformed_frames(stage: Stage, seed: int, connections: int) -> None:
    """Connections that speak no MQTT, or begin well and go on with nonsense."""
    chance = Random(seed)
    for _ in range(connections):
        reader, writer = await asyncio.open_connection(stage.broker.host, stage.broker.v5_port)
        noise = chance.randbytes(chance.randrange(1, FRAMES_LIMIT))
        writer.write(chance.choice((b"", CONNECT)) + noise)
        with suppress(OSError, TimeoutError):
            await writer.drain()
            await asyncio.wait_for(reader.read(16), 0.01)
        writer.close()


async def _predicted(messages: Iterable[tuple[str, bytes]]) -> list[Recorded]:
    """What the log must hold: what the dialects say, each fact once."""
    log, translator = MemoryEventLog(), Translator()

    async def append(events: Sequence[Event]) -> None:
        await log.append(events)

    leftovers = Leftovers(log, append, lambda _events, _positions: None)
    for topic, payload in messages:
        message = Message(new_id(), topic, payload, datetime.now(UTC))
        events = translator.translate(message)
        try:
            await log.append(events)
        except EventIdConflict:
            await leftovers.record(message, events)
    return await recorded(log)


def _assert_same(events: Iterable[Recorded], expected: Iterable[Recorded]) -> None:
    there, wanted = Counter(map(_told, events)), Counter(map(_told, expected))
    missing, extra = wanted - there, there - wanted
    assert not missing, f"{missing.total()} are not in the log, as {list(missing)[:3]}"
    assert not extra, f"{extra.total()} came of nothing, as {list(extra)[:3]}"


def _told(event: Event | Recorded) -> tuple[str, str, str]:
    """What an event tells, apart from its place, its time and the words of a refusal."""
    data = event.data
    if isinstance(data, MessageRejected):
        return event.type, "", f"{data.topic} {data.size} {data.payload}"
    return event.type, event.subject, data.to_json().decode()
