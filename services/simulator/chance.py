"""What goes wrong and when: all of it follows from the seed."""

from dataclasses import dataclass
from random import Random

from services.simulator.errors import Crashed


@dataclass(frozen=True, slots=True)
class Hazards:
    """How dangerous the simulated world is, as probabilities."""

    drop: float = 0.0
    """Per message and link."""
    duplicate: float = 0.0
    delay: float = 0.0
    longest_delay_s: float = 8.0
    crash: float = 0.0
    """Per point at which a process may crash."""
    broker_crash: float = 0.0
    """Per second: the broker forgets everything, retained messages included."""
    device_restart: float = 0.0
    """Per second and office."""
    outage: float = 0.0
    """Per second: no message of a device reaches the broker for a while."""
    longest_outage_s: float = 300.0
    garbage: float = 0.0
    """Per second: something on the network says what no dialect understands."""
    second_instances: bool = False
    """Desk and wallet run twice by mistake."""


CALM = Hazards()
ROUGH = Hazards(
    drop=0.02,
    duplicate=0.02,
    delay=0.05,
    crash=0.002,
    broker_crash=0.0005,
    device_restart=0.003,
    outage=0.0005,
    garbage=0.01,
    second_instances=True,
)


class Chance:
    """Seeded decisions about one kind of thing."""

    def __init__(self, seed: int, purpose: str) -> None:
        self.random = Random(f"{seed}/{purpose}")

    def happens(self, probability: float) -> bool:
        return probability > 0.0 and self.random.random() < probability


class Danger:
    """Lets a process crash at the points where it asks."""

    def __init__(self, seed: int, process: str, probability: float) -> None:
        self._chance = Chance(seed, f"crash/{process}")
        self._probability = probability
        self.crashes = 0

    def point(self) -> None:
        """A moment at which the process may die. Raises `Crashed`."""
        if self._chance.happens(self._probability):
            self.crashes += 1
            raise Crashed

    def end(self) -> None:
        """From now on, nothing crashes."""
        self._probability = 0.0
