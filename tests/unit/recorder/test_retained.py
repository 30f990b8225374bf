"""A retained message is news when the log's last word on the same thing was another."""

from collections.abc import Sequence

import orjson
import pytest

from events.eventlog.memory import MemoryEventLog
from events.mqtt import Delivery
from handlers.dialects import Translator
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from services.recorder.retained import LOOKED_THROUGH
from tests.unit.recorder.parts import TOPIC, Link, Source, delivery

LWT = "tele/plug_1/LWT"
ELSEWHERE = "office/main/sensor/env_01/humidity"


def retained(payload: object, topic: str = TOPIC) -> Delivery:
    return delivery(Link(), 1, payload, retain=True, topic=topic)


def live(payload: object, packet_id: int = 2, topic: str = TOPIC) -> Delivery:
    return delivery(Link(), packet_id, payload, topic=topic)


async def values(*subscriptions: Sequence[Delivery]) -> list[object]:
    """What the log holds after these deliveries, by a recorder started anew for each."""
    log = MemoryEventLog()
    for deliveries in subscriptions:
        await Recorder(log, Translator(), Redeliveries("r")).run(Source(deliveries))
        assert all(one.acknowledged for one in deliveries)
    events = [event async for page in log.pages() for event in page.events]
    return [orjson.loads(event.data_json).get("value", event.type) for event in events]


async def test_a_value_that_comes_back_while_nobody_listened_is_recorded() -> None:
    assert await values([retained(21), live(22)], [retained(21)]) == [21, 22, 21]


async def test_a_value_that_comes_back_is_recorded_once_however_often_it_is_repeated() -> None:
    again = [[retained(21)] for _ in range(3)]
    assert await values([retained(21), live(22)], *again) == [21, 22, 21]


async def test_it_comes_back_a_second_time() -> None:
    told = [[retained(21)], [live(22)], [retained(21)], [live(22)], [retained(21)]]
    assert await values(*told) == [21, 22, 21, 22, 21]


async def test_what_was_heard_live_is_no_news_when_it_is_repeated_as_retained() -> None:
    assert await values([live(21)], [retained(21)]) == [21]


async def test_other_channels_of_the_device_do_not_make_it_news() -> None:
    told = [[retained(21)], [live(55, topic=ELSEWHERE)], [retained(21)]]
    assert await values(*told) == [21, 55]


async def test_one_value_of_several_that_came_back_is_news() -> None:
    first, then = {"temperature": 21, "humidity": 50}, {"temperature": 21, "humidity": 60}
    topic = "zigbee2mqtt/desk"
    told = [[retained(first, topic=topic)], [live(then, topic=topic)]]
    again = [retained(first, topic=topic)]
    assert await values(*told, again, again) == [21, 50, 21, 60, 21, 50]


async def test_the_order_within_a_batch_counts() -> None:
    assert await values([retained(21)], [live(22), retained(21)]) == [21, 22, 21]
    assert await values([live(21), retained(21)]) == [21]
    assert await values([retained(21)], [retained(21), live(22)]) == [21, 22]


async def test_a_packet_that_the_broker_sends_again_is_no_news() -> None:
    first, then = retained(21), live(22)
    again = [delivery(Link(), 1, 21, retain=True, dup=True), live(22)]
    again[1].dup = True
    assert await values([first, then], again) == [21, 22]


@pytest.mark.parametrize("heartbeats", [1, LOOKED_THROUGH + 1])
async def test_a_will_is_not_news_because_the_device_said_other_things(heartbeats: int) -> None:
    state = [live({"UptimeSec": n}, n + 2, topic="tele/plug_1/STATE") for n in range(heartbeats)]
    told = await values([retained("Online", topic=LWT)], state, [retained("Online", topic=LWT)])
    assert len(told) == 1 + heartbeats


async def test_a_bad_retained_message_is_rejected_once() -> None:
    bad: dict[str, list[float]] = {"value": []}
    assert await values([retained(bad)], [retained(bad)], [live(22)], [retained(bad)]) == [
        "log.message_rejected",
        22,
    ]
