"""The network between devices and broker, and the broker: messages are lost, doubled, late.

Time is the simulation's; what happens to which message follows from the seed.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, islice

from services.simulator.chance import Chance, Hazards


class VirtualClock:
    """Seconds since 1970 in the simulated world."""

    def __init__(self, start: int) -> None:
        self.now = float(start)

    def __call__(self) -> float:
        return self.now


class Link:
    """One direction of the network."""

    def __init__(
        self,
        seed: int,
        name: str,
        clock: VirtualClock,
        receive: Callable[[str, bytes], None],
    ) -> None:
        self.hazards = Hazards()
        self._chance = Chance(seed, f"link/{name}")
        self._clock = clock
        self._receive = receive
        self._down_until = 0.0
        self._flying: list[tuple[float, int, str, bytes]] = []
        self._numbers = count()

    def publish(self, topic: str, payload: str) -> None:
        self.send(topic, payload.encode())

    def send(self, topic: str, payload: bytes) -> None:
        hazards, chance = self.hazards, self._chance
        if self._clock.now < self._down_until or chance.happens(hazards.drop):
            return
        copies = 2 if chance.happens(hazards.duplicate) else 1
        for _ in range(copies):
            late = chance.happens(hazards.delay)
            delay = chance.random.uniform(0.0, hazards.longest_delay_s) if late else 0.0
            arrival = self._clock.now + delay
            heapq.heappush(self._flying, (arrival, next(self._numbers), topic, payload))

    def fail_for(self, seconds: float) -> None:
        """From now on nothing gets through, for so long."""
        self._down_until = self._clock.now + seconds

    def deliver(self) -> None:
        """Hand over everything that has arrived by now."""
        while self._flying and self._flying[0][0] <= self._clock.now:
            _, _, topic, payload = heapq.heappop(self._flying)
            self._receive(topic, payload)

    @property
    def idle(self) -> bool:
        return not self._flying


@dataclass(frozen=True, slots=True)
class Packet:
    """A message that the broker owes the recorder until it is acknowledged."""

    number: int
    topic: str
    payload: bytes


class Broker:
    """Keeps messages for the recorder's session, and receipts for the devices."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self._owed: dict[int, Packet] = {}
        self._sent: set[int] = set()
        self._numbers = count(1)

    def receive(self, topic: str, payload: bytes) -> None:
        number = next(self._numbers)
        self._owed[number] = Packet(number, topic, payload)

    def deliver(self, most: int) -> list[Packet]:
        """What is to be sent next, in order, at most so many."""
        fresh = (p for n, p in self._owed.items() if n not in self._sent)
        packets = list(islice(fresh, most))
        self._sent.update(packet.number for packet in packets)
        return packets

    def acknowledge(self, packet: Packet) -> None:
        self._owed.pop(packet.number, None)
        self._sent.discard(packet.number)

    def session_resumed(self) -> None:
        """The recorder is back: what it did not acknowledge is sent again."""
        self._sent.clear()

    def crash(self) -> None:
        """Nothing is on disk: messages and retained receipts are lost."""
        self._owed.clear()
        self._sent.clear()
        self.retained.clear()

    @property
    def idle(self) -> bool:
        return not self._owed
