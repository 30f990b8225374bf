"""Many devices at a known rate, with known totals, so that a test can count exactly.

Device k is `load_k`; its readings are numbered 1 … n in one boot, and the value of a reading is its
number. `publish_unkept` publishes at QoS 1 and forgets; `KeptLoad` has outboxes and goes on until
every reading has its receipt.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from events.mqtt import MqttBus
from services.virtual_edge.device import Said
from services.virtual_edge.fleet import Fleet
from services.virtual_edge.service import BusTransport

BURSTS_PER_S = 50
CONFIRMATIONS_AHEAD = 2_000
"""Publications that may wait for the broker's confirmation."""

SETTLE_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How many devices say how much in all, and how fast."""

    devices: int
    readings: int
    per_second: float | None = None
    """All devices together; as fast as they go if None."""
    zone: str = "main"
    boot: str = "load"

    def topic(self, number: int) -> str:
        return f"office/{self.zone}/sensor/{self.device(number)}/temperature"

    def device(self, number: int) -> str:
        return f"load_{number % self.devices}"

    def seq(self, number: int) -> int:
        return number // self.devices + 1

    def bursts(self) -> Iterator[range]:
        """The numbers of the readings, 0 up to the total, in portions that go out together."""
        size = max(1, int((self.per_second or 50_000) / BURSTS_PER_S))
        for start in range(0, self.readings, size):
            yield range(start, min(start + size, self.readings))


class Pace:
    """Holds a sender back to a rate."""

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._began = time.monotonic()

    async def wait(self, sent: int) -> None:
        """Until so many may have been sent."""
        due = self._began + sent / self._per_second if self._per_second else 0.0
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def publish_unkept(bus: MqttBus, plan: Plan) -> int:
    """Publish every reading of the plan once, at QoS 1; returns when the broker has them all."""
    pace = Pace(plan.per_second)
    waiting: list[asyncio.Future[None]] = []
    for burst in plan.bursts():
        await pace.wait(burst.start)
        now = time.time()
        for number in burst:
            seq = plan.seq(number)
            payload = b'{"value":%d,"ts":%.6f,"boot":"%b","seq":%d}'
            content = payload % (seq, now, plan.boot.encode(), seq)
            waiting.append(bus.publish_soon(plan.topic(number), content))
        if len(waiting) >= CONFIRMATIONS_AHEAD:
            await asyncio.gather(*waiting)
            waiting.clear()
    await asyncio.gather(*waiting)
    return plan.readings


class KeptLoad:
    """Devices with outboxes: what they accepted arrives, whoever is killed meanwhile."""

    def __init__(self, bus: MqttBus, plan: Plan, outboxes: Path) -> None:
        transport = BusTransport(bus)
        self.plan = plan
        self.accepted = 0
        self._bus = bus
        self._fleet = Fleet(
            outboxes, transport, transport.publish_bytes, time.time, lambda _: plan.boot
        )
        self._fleet.add({plan.device(number): None for number in range(plan.devices)})

    @property
    def pending(self) -> int:
        """Readings without a receipt."""
        return self._fleet.pending

    async def run(self) -> None:
        """Say everything, then wait until all of it has its receipt."""
        await self._bus.subscribe(self._fleet.receipt_topics)
        async with asyncio.TaskGroup() as tasks:
            background = [tasks.create_task(part) for part in (self._listen(), self._keep())]
            await self._speak()
            while self.pending:  # noqa: ASYNC110  receipts change it, one by one
                await asyncio.sleep(SETTLE_PAUSE_S)
            for task in background:
                task.cancel()

    async def _speak(self) -> None:
        pace = Pace(self.plan.per_second)
        for burst in self.plan.bursts():
            await pace.wait(burst.start)
            for number in burst:
                self.accepted += self._say(number)

    def _say(self, number: int) -> bool:
        values = {"value": self.plan.seq(number)}
        said = Said(self.plan.device(number), self.plan.topic(number), values, time.time())
        return self._fleet.publish(said) is not None

    async def _listen(self) -> None:
        async for batch in self._bus.batches():
            for delivery in batch:
                self._fleet.take(delivery.topic, delivery.payload)
                delivery.acknowledge()

    async def _keep(self) -> None:
        was_connected = True
        while True:
            is_connected = self._bus.connected.is_set()
            if is_connected and not was_connected:
                self._fleet.connected()
            elif is_connected:
                self._fleet.tick()
            was_connected = is_connected
            await asyncio.sleep(1.0)
