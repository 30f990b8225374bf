"""The simulated office on a real broker: its devices speak, are called, and lose nothing.

All of them share one connection; each has its own numbering and outbox, as real devices have.
"""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from contextlib import suppress

from events.mqtt import Delivery, MqttBus
from events.mqtt.errors import BusUnavailable
from services import readiness
from services.bus import joined
from services.settings import Settings
from services.virtual_edge import mcp
from services.virtual_edge.device import Said
from services.virtual_edge.faults import BAD_NETWORK, NO_FAULTS, FaultyTransport
from services.virtual_edge.fleet import Fleet
from services.virtual_edge.office import Office
from services.virtual_edge.options import OfficeOptions, read_options
from services.virtual_edge.scenarios import scenario
from services.virtual_edge.trusting import trust_devices
from services.waiting import until

LONGEST_CATCH_UP_S = 60.0
"""Simulated seconds made up for at once when the process was held up; the rest is skipped."""

_log = logging.getLogger(__name__)


class BusTransport:
    """Publishes at QoS 1 without waiting; without a connection it says so."""

    def __init__(self, bus: MqttBus) -> None:
        self._bus = bus

    def publish(self, topic: str, payload: str) -> None:
        self.publish_bytes(topic, payload.encode())

    def publish_bytes(self, topic: str, payload: bytes) -> None:
        if not self._bus.connected.is_set():
            raise ConnectionError("no connection to the broker")
        try:
            confirmation = self._bus.publish_soon(topic, payload)
        except BusUnavailable as error:
            raise ConnectionError(str(error)) from error
        confirmation.add_done_callback(_notice)


def _notice(confirmation: "asyncio.Future[None]") -> None:
    """What the broker refused comes again from the outbox; here it is only noted."""
    if not confirmation.cancelled() and confirmation.exception() is not None:
        _log.debug("not confirmed: %s", confirmation.exception())


class VirtualEdge:
    """The office, the devices' ends of the network, and the bus between them and the broker."""

    def __init__(self, settings: Settings, options: OfficeOptions, bus: MqttBus) -> None:
        self.office = Office(options.seed, int(time.time()), scenario(options.scenario))
        self.office.hub.forwards_frames = options.raw_frames
        self._speed = options.speed
        self._bus = bus
        self._direct = BusTransport(bus)
        faults = BAD_NETWORK if options.faults else NO_FAULTS
        self._network = FaultyTransport(self._direct, faults, options.seed, time.time)
        outboxes = settings.data / "virtual_edge"
        self.fleet = Fleet(outboxes, self._network, self._direct.publish_bytes, time.time)
        self.fleet.add(self.office.numbered_devices)
        self._paused = False

    @property
    def pending(self) -> int:
        """Messages without a receipt."""
        return self.fleet.pending

    def pause(self) -> None:
        """Let the office say nothing new; what was said is still delivered."""
        self._paused = True

    async def run(self) -> None:
        await self._bus.subscribe([mcp.REQUEST_FILTER, *self.fleet.receipt_topics])
        readiness.announce()
        async with asyncio.TaskGroup() as tasks:
            for part in (self._live(), self._listen(), self._keep()):
                tasks.create_task(part)

    async def _live(self) -> None:
        """Step the office at its pace."""
        self._say(self.office.announcements())
        last, owed_s = time.monotonic(), 0.0
        while True:
            now = time.monotonic()
            owed_s = min(owed_s + (now - last) * self._speed, LONGEST_CATCH_UP_S)
            last = now
            while owed_s >= 1.0 and not self._paused:
                owed_s -= 1.0
                self._say(self.office.step())
            await asyncio.sleep(min(0.1, 1.0 / self._speed))

    def _say(self, utterances: Sequence[Said]) -> None:
        for said in utterances:
            self.fleet.publish(said)

    async def _keep(self) -> None:
        """Once a second: late messages go out, overdue ones again; lost connections are noticed."""
        was_connected = True
        while True:
            is_connected = self._bus.connected.is_set() and self._network.connected
            if is_connected:
                self._network.release()
                if not was_connected:
                    self.fleet.connected()
                self.fleet.tick()
            was_connected = is_connected
            self._network.breaks()
            await asyncio.sleep(1.0)

    async def _listen(self) -> None:
        async for batch in self._bus.batches():
            for delivery in batch:
                self._take(delivery)
                delivery.acknowledge()

    def _take(self, delivery: Delivery) -> None:
        if delivery.topic.startswith("soms/edge/"):
            self.fleet.take(delivery.topic, delivery.payload)
            return
        answer = mcp.answer(self.office.devices, delivery.topic, delivery.payload)
        if answer is not None:
            with suppress(OSError):  # whoever called gets no answer, as from any device cut off
                self._direct.publish(answer.topic, json.dumps(answer.body))


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Simulate the office until `stop`."""
    options = read_options()
    async with joined(settings, "virtual_edge") as bus:
        edge = VirtualEdge(settings, options, bus)
        trusting = asyncio.create_task(trust_devices(settings, edge.office.commanded_devices))
        try:
            await until(stop, edge.run())
        finally:
            trusting.cancel()
            await asyncio.wait({trusting})
