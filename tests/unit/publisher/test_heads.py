"""A head is signed when the log has moved, and recording it is no reason to sign again."""

import base64

import orjson

from events.eventlog import Head, MemoryEventLog
from events.transparency.checkpoint import SigningKey, TreeHead
from events.transparency.postgres import StoredHead
from services.publisher.heads import TOPIC, Heads
from tests.unit.publisher.parts import Bus, readings

KEY = SigningKey.generate("soms/office")


class Kept:
    def __init__(self) -> None:
        self.heads: list[StoredHead] = []

    async def keep(self, head: StoredHead) -> None:
        self.heads.append(head)


async def test_a_head_is_kept_recorded_and_published() -> None:
    log, bus, kept = MemoryEventLog(), Bus(), Kept()
    await log.append(readings(3))
    root = (await log.head()).root
    await Heads(log, bus, KEY, kept).sign_if_moved()
    (recorded,) = await log.backward(limit=1)
    assert recorded.type == "log.head_signed"
    ((topic, payload),) = bus.published
    assert topic == TOPIC
    published = orjson.loads(payload)
    assert published["position"] == 3
    assert published["root"] == base64.b64encode(root).decode()
    assert KEY.verifier.verify(kept.heads[0].note) == TreeHead("soms/office", 3, root)


async def test_an_empty_log_has_no_head_to_sign() -> None:
    assert await Heads(MemoryEventLog(), Bus(), KEY, Kept()).sign_if_moved() is None


async def test_a_log_at_rest_is_signed_once() -> None:
    log, kept = MemoryEventLog(), Kept()
    await log.append(readings(3))
    heads = Heads(log, Bus(), KEY, kept)
    for _ in range(5):
        await heads.sign_if_moved()
    assert (await log.head()).position == 4
    await log.append(readings(1))
    for _ in range(5):
        await heads.sign_if_moved()
    assert [head.position for head in kept.heads] == [3, 5]


async def test_events_that_came_between_head_and_record_are_signed_next_time() -> None:
    log, kept = BusyLog(), Kept()
    await log.append(readings(1))
    heads = Heads(log, Bus(), KEY, kept)
    for _ in range(5):
        await heads.sign_if_moved()
    assert [head.position for head in kept.heads] == [1, 3]


class BusyLog(MemoryEventLog):
    """Somebody else appends right after the head was first asked for."""

    asked = False

    async def head(self) -> Head:
        head = await super().head()
        if not self.asked:
            self.asked = True
            await self.append(readings(1))
        return head
