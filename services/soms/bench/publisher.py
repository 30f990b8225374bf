"""Publishes readings at a rate; arguments: port, password, how many, and how many a second."""

import asyncio
import sys
from uuid import uuid4

from events.mqtt import Broker, MqttBus
from infra.embedded.broker import USERNAME
from services.virtual_edge.load import Plan, publish_unkept

DEVICES = 50


async def publish(port: int, password: str, readings: int, per_second: int) -> None:
    broker = Broker(port=port, username=USERNAME, password=password)
    bus = await MqttBus.connect(broker, client_id=f"bench-{uuid4().hex[:8]}")
    plan = Plan(DEVICES, readings, per_second or None, boot=uuid4().hex[:8])
    await publish_unkept(bus, plan)
    await bus.close()


def main() -> None:
    port, password, readings, per_second = sys.argv[1:5]
    asyncio.run(publish(int(port), password, int(readings), int(per_second)))


if __name__ == "__main__":
    main()
