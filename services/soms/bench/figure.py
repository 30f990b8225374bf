"""A measured figure: the median of several runs, beside a limit and a peer measured with it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Beside:
    """Something measured in the same run to compare with."""

    name: str
    value: float
    factor: float
    """The figure must be at least this many times `value`."""

    def holds(self, figure: float) -> bool:
        return figure >= self.value * self.factor


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `minimum` or `maximum` is an absolute target, where there is one."""

    name: str
    unit: str
    runs: tuple[float, ...]
    beside: tuple[Beside, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def value(self) -> float:
        return statistics.median(self.runs)

    @property
    def holds(self) -> bool:
        return (
            (self.minimum is None or self.value >= self.minimum)
            and (self.maximum is None or self.value <= self.maximum)
            and all(other.holds(self.value) for other in self.beside)
        )

    def as_object(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "runs": [round(run, 3) for run in self.runs],
            "minimum": self.minimum,
            "maximum": self.maximum,
            "beside": [
                {
                    "name": other.name,
                    "value": round(other.value, 3),
                    "ratio": round(self.value / other.value, 3) if other.value else None,
                    "required_ratio": other.factor,
                }
                for other in self.beside
            ],
            "holds": self.holds,
        }


def beside(name: str, runs: Sequence[float], factor: float) -> Beside:
    """A comparison with the median of another thing's runs."""
    return Beside(name, statistics.median(runs), factor)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
