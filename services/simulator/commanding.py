"""The simulated commander: the real one, over a bus whose other end are the devices themselves.

It may die between the record that a command is sent and the sending; what it then does is its own
affair. Answers go back over the network, and are lost on it like anything else.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from events.devices import CommandRequested
from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position
from services.commander.commander import Commander
from services.simulator.chance import Danger
from services.simulator.network import VirtualClock
from services.simulator.reading import events_after, settled

Perform = Callable[[str, bytes], None]
"""A device does what it is told, and answers."""


class _Bus:
    """Takes a command at once, or dies."""

    def __init__(self, perform: Perform, danger: Danger) -> None:
        self._perform, self._danger = perform, danger
        self._loop = asyncio.new_event_loop()
        self.connected = asyncio.Event()
        self.connected.set()

    def publish_once(self, topic: str, payload: bytes) -> "asyncio.Future[None]":
        self._danger.point()
        self._perform(topic, payload)
        self._danger.point()
        return self._loop.create_future()

    def close(self) -> None:
        self._loop.close()


class Commanding:
    """One process."""

    def __init__(
        self, log: MemoryEventLog, perform: Perform, clock: VirtualClock, danger: Danger
    ) -> None:
        self.danger = danger
        self.position: Position = START
        self._log, self._clock = log, clock
        self._bus = _Bus(perform, danger)
        self._commander = self._new()
        self._is_loaded = True

    def step(self) -> None:
        if not self._is_loaded:
            settled(self._commander.load())
            self.position, self._is_loaded = self._commander.position, True
        for event in events_after(self._log, self.position):
            self.position = event.position
            if event.type == CommandRequested.event_type:
                settled(self._commander.send(event))

    def restart(self) -> None:
        self._commander, self._is_loaded = self._new(), False

    def close(self) -> None:
        self._bus.close()

    def _new(self) -> Commander:
        return Commander(
            self._log, self._bus, now=lambda: datetime.fromtimestamp(self._clock.now, UTC)
        )
