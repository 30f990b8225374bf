"""What a simulation found."""

from dataclasses import dataclass, field
from typing import Any

from services.simulator.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Outcome:
    """The same seed gives the same outcome, but for how long it took."""

    seed: int
    hours: float
    faults: bool
    events: int
    root: str
    """Merkle root over all events, hex."""
    checks: int
    """Comparisons made for the rules."""
    crashes: int
    by_type: dict[str, int]
    failure: InvariantBroken | None = None
    scenario: str | None = None
    """If one was named."""
    elapsed_s: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        return self.failure is None

    @property
    def speed(self) -> float:
        """How many times faster than real time."""
        return self.hours * 3600 / self.elapsed_s if self.elapsed_s else 0.0

    @property
    def command(self) -> str:
        """What reproduces this run."""
        faults = " --faults" if self.faults else ""
        named = f" --scenario {self.scenario}" if self.scenario else ""
        return f"soms simulate --seed {self.seed} --hours {self.hours:g}{faults}{named}"

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "seed": self.seed,
            "hours": self.hours,
            "faults": self.faults,
            "events": self.events,
            "root": self.root,
            "checks": self.checks,
            "crashes": self.crashes,
            "by_type": self.by_type,
            "failure": str(self.failure) if self.failure else None,
            "command": self.command,
            "elapsed_s": round(self.elapsed_s, 3),
            "speed": round(self.speed),
        }

    def __str__(self) -> str:
        rate = f"{self.events} events in {self.elapsed_s:.1f} s, {self.speed:.0f} times real time"
        counts = f"{self.checks} checks, {self.crashes} crashes, root {self.root[:16]}"
        verdict = "every rule held" if self.ok else f"{self.failure}\nreproduce: {self.command}"
        return f"seed {self.seed}: {rate}; {counts}; {verdict}"
