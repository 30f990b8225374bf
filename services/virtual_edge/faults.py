"""A bad network, on purpose and by seed: messages are lost, doubled or late on their way out.

Now and then the connection is lost for some seconds, and with it what was under way.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random

from services.virtual_edge.edge_client import Transport

SHORTEST_OUTAGE_S = 2.0
"""Longer than the second in which connections are looked at, so that each loss is noticed."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How bad the network is, as probabilities per message."""

    drop: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0
    longest_delay_s: float = 5.0
    reconnect: float = 0.0
    """Per second: the connection is lost, and made again later."""
    longest_outage_s: float = 15.0


NO_FAULTS = Faults()
BAD_NETWORK = Faults(drop=0.03, duplicate=0.03, delay=0.05, reconnect=0.005)


class FaultyTransport:
    """A transport that treats messages as `Faults` say, before another one gets them."""

    def __init__(
        self, transport: Transport, faults: Faults, seed: int, clock: Callable[[], float]
    ) -> None:
        self._transport = transport
        self._faults = faults
        self._clock = clock
        self._randomness = Random(f"{seed}/network")
        self._down_until = 0.0
        self._late: list[tuple[float, int, str, str]] = []
        self._numbers = count()

    @property
    def connected(self) -> bool:
        return self._clock() >= self._down_until

    def publish(self, topic: str, payload: str) -> None:
        if not self.connected:
            raise ConnectionError("the connection is lost")
        faults, chance = self._faults, self._randomness.random
        if chance() < faults.drop:
            return
        copies = 2 if chance() < faults.duplicate else 1
        for _ in range(copies):
            if chance() < faults.delay:
                due = self._clock() + self._randomness.uniform(0.0, faults.longest_delay_s)
                heapq.heappush(self._late, (due, next(self._numbers), topic, payload))
            else:
                self._transport.publish(topic, payload)

    def release(self) -> None:
        """Publish what was late and is due; called about once a second."""
        while self._late and self._late[0][0] <= self._clock():
            _, _, topic, payload = self._late[0]
            try:
                self._transport.publish(topic, payload)
            except OSError:
                return
            heapq.heappop(self._late)

    def breaks(self) -> bool:
        """Whether the connection is lost in this second; asked about once a second."""
        if not self.connected or self._randomness.random() >= self._faults.reconnect:
            return False
        outage_s = self._randomness.uniform(SHORTEST_OUTAGE_S, self._faults.longest_outage_s)
        self._down_until = self._clock() + outage_s
        self._late.clear()
        return True
