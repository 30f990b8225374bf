"""Whatever a device calls itself, its name makes a topic that the broker takes."""

import asyncio

from events.mqtt.topic import level
from infra.embedded.broker import EmbeddedBroker
from tests.integration.mqtt.brokers import address, connected

NAMES = [
    "a\x01b",
    "a\x7fb",
    "a\x85b",
    "a\ufdd0b",
    "a\uffffb",
    "a\U0001fffeb",
    "+",
    "#",
    "/",
    "",
    "日本",
]


async def test_a_name_with_control_characters_does_not_cost_the_connection(
    broker: EmbeddedBroker,
) -> None:
    async with connected(address(broker), "names") as bus:
        topics = [f"soms/events/{level(name)}" for name in NAMES]
        confirmed = asyncio.gather(*(bus.publish_soon(topic, b"1") for topic in topics))
        await asyncio.wait_for(confirmed, 10)
