"""R4 for commands: each reaches its device at most once, unless twice is as good as once."""

from collections import Counter

import orjson

from events.devices import CommandRequested, CommandSent
from events.envelope import Recorded
from services.simulator.errors import InvariantBroken

SENDINGS_MOST = 3


class Orders:
    """What devices were told, beside what the log says of it."""

    def __init__(self) -> None:
        self.checks = 0
        self._requests: dict[str, CommandRequested] = {}
        self._sent: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._unchecked: set[str] = set()

    def told(self, _topic: str, payload: bytes) -> None:
        """A device is told to do something."""
        request_id = str(orjson.loads(payload)["id"])
        self._told[request_id] += 1
        self._unchecked.add(request_id)

    def observe(self, event: Recorded) -> None:
        if isinstance(event.data, CommandRequested):
            self._requests[event.data.request_id] = event.data
        elif isinstance(event.data, CommandSent):
            self._sent[event.data.request_id] += 1

    def compare(self, position: int) -> None:
        """The log has been read up to here: it must know of all that devices were told."""
        for request_id in sorted(self._unchecked):
            self.checks += 1
            wanted, told = self._requests.get(request_id), self._told[request_id]
            if wanted is None or told > self._sent[request_id]:
                self._fail(f"{request_id} was sent, which is not recorded", position)
            elif told > (SENDINGS_MOST if wanted.idempotent else 1):
                self._fail(f"{wanted!r:.200} was sent {told} times", position)
        self._unchecked.clear()

    def _fail(self, what: str, position: int) -> None:
        raise InvariantBroken("R4", what, position)
