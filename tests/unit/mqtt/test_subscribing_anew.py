"""On a new connection everything is subscribed, also what is wanted while the broker answers."""

from collections.abc import Sequence

from events.mqtt import Broker, MqttBus, TopicFilter
from events.mqtt.broker import Session
from events.mqtt.link import Link


class SlowLink(Link):
    """A connection whose broker takes its time; meanwhile somebody wants one topic more."""

    def __init__(self, bus: MqttBus) -> None:
        super().__init__(Broker(), Session("test"), bus)
        self.subscribed: list[str] = []
        self._bus = bus

    async def subscribe(self, filters: Sequence[TopicFilter], qos: int = 1) -> None:
        await self._bus.subscribe(["late/#"])
        self.subscribed += filters


async def test_what_is_wanted_while_the_broker_answers_is_subscribed_too() -> None:
    bus = MqttBus(Broker(), Session("test"))
    await bus.subscribe(["early/#"])
    link = SlowLink(bus)
    await bus._subscribe_anew(link)
    assert link.subscribed == ["early/#", "late/#"]
