"""R8 and R4 for the brain: what it does was let through, in cycles that end, and never too much."""

from collections.abc import Sequence

from events.envelope import Recorded
from events.identity import Position
from services.simulator.witness.cycles import Cycles
from services.simulator.witness.hourly import Hourly
from services.simulator.witness.orders import Orders
from services.simulator.witness.permits import Permits

LOOKED_AT = ("brain.", "devices.command_", "tasks.requested", "voice.requested", "timers.fired")
"""Types; timers are looked at so that time goes on while nothing is thought."""


class BrainWitness:
    """Reads the log while it grows, and hears what devices are told."""

    def __init__(self) -> None:
        self._orders = Orders()
        self._readers = (Permits(), Cycles(), Hourly(), self._orders)
        self.told = self._orders.told

    @property
    def checks(self) -> int:
        return sum(one.checks for one in self._readers)

    def observe(self, events: Sequence[Recorded], position: Position) -> None:
        """What is new, up to a position."""
        for event in events:
            if event.type.startswith(LOOKED_AT):
                for reader in self._readers:
                    reader.observe(event)
        self._orders.compare(position)
