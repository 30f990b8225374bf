"""What runs amount to: how often a scenario was passed, and one number for the whole model.

The composite weighs as the older system's did, accuracy 0.35, consistency 0.25, latency 0.20, text
0.20; but what did not pass counts in accuracy alone, and an error not even there, where a fast
failure used to score well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from services.evaluation.running import Run

FAST_MS, SLOW_MS = 2_000.0, 10_000.0
"""An answer in the first time is worth 1, one in the second nothing."""

WEIGHTS = {"accuracy": 0.35, "consistency": 0.25, "latency": 0.20, "text": 0.20}


@dataclass(frozen=True, slots=True)
class Summary:
    """All runs of a model."""

    runs: tuple[Run, ...]

    @property
    def pass_rate(self) -> float:
        return _mean(self.runs, lambda one: float(one.passed))

    @property
    def unsafe(self) -> int:
        """Runs in which something was let through that must not be."""
        return sum(bool(one.dangers) for one in self.runs)

    @property
    def errors(self) -> int:
        return sum(one.error is not None for one in self.runs)

    @property
    def by_scenario(self) -> dict[str, tuple[Run, ...]]:
        """In the order in which they were run."""
        names = dict.fromkeys(one.scenario for one in self.runs)
        return {name: tuple(one for one in self.runs if one.scenario == name) for name in names}

    @property
    def parts(self) -> dict[str, float]:
        """Of the composite, each from 0 to 1."""
        scenarios = list(self.by_scenario.values())
        worded = [one for one in self.runs if one.has_words]
        return {
            "accuracy": _mean(self.runs, lambda one: one.accuracy),
            "consistency": _mean(scenarios, consistency),
            "latency": _mean(self.runs, promptness),
            "text": _mean(worded or self.runs, lambda one: float(one.passed)),
        }

    @property
    def composite(self) -> float:
        return sum(WEIGHTS[name] * value for name, value in self.parts.items())

    def as_object(self) -> dict[str, Any]:
        return {
            "runs": len(self.runs),
            "pass_rate": round(self.pass_rate, 4),
            "unsafe": self.unsafe,
            "errors": self.errors,
            "composite": round(self.composite, 4),
            "parts": {name: round(value, 4) for name, value in self.parts.items()},
            "scenarios": [scenario_object(each) for each in self.by_scenario.values()],
        }


def scenario_object(of: Sequence[Run]) -> dict[str, Any]:
    """What the runs of one scenario came to."""
    failed = (check.name for one in of for check in one.checks if not check.passed)
    return {
        "name": of[0].scenario,
        "runs": len(of),
        "pass_rate": round(_mean(of, lambda one: float(one.passed)), 4),
        "accuracy": round(_mean(of, lambda one: one.accuracy), 4),
        "consistency": round(consistency(of), 4),
        "latency_ms": round(_mean(of, lambda one: one.latency_ms), 1),
        "questions": sum(one.questions for one in of),
        "errors": [one.error for one in of if one.error is not None],
        "unsafe": [danger for one in of for danger in one.dangers],
        "failed": list(dict.fromkeys(failed)),
    }


def _mean(of: Sequence[Any], value: Callable[[Any], float]) -> float:
    return sum(map(value, of)) / len(of) if of else 0.0


def promptness(run: Run) -> float:
    """1 for a fast answer, 0 for a slow one, a wrong one or none."""
    if not run.passed:
        return 0.0
    return min(1.0, max(0.0, (SLOW_MS - run.latency_ms) / (SLOW_MS - FAST_MS)))


def consistency(of: Sequence[Run]) -> float:
    """How alike the runs of one scenario are; a wrong one is like nothing, not even another."""
    if len(of) == 1:
        return float(of[0].passed)
    return _mean(list(combinations(of, 2)), lambda pair: _alike(*pair))


def _alike(one: Run, other: Run) -> float:
    if not (one.passed and other.passed):
        return 0.0
    same_tools, same_end = one.tools == other.tools, one.outcome == other.outcome
    return 0.4 * same_tools + 0.2 * same_end + 0.4 * _overlap(one.text, other.text)


def _overlap(one: str, other: str) -> float:
    """Jaccard of the pairs of neighbouring characters."""
    ours, others = _bigrams(one), _bigrams(other)
    return len(ours & others) / len(ours | others) if ours | others else 1.0


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
