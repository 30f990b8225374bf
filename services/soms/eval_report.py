"""An evaluation for people: a line for each scenario, what went wrong, and what it comes to."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.evaluation.scenario import Scenario
from services.evaluation.summary import Summary, scenario_object
from services.soms.output import print_line

REMARK = 100
"""Characters of what went wrong that fit beside a scenario."""


def print_summary(model: str, chosen: Sequence[Scenario], summary: Summary) -> None:
    says = {one.name: one.says for one in chosen}
    width = max(map(len, says))
    print_line(f"{'scenario':<{width}}  {'passed':>7}  {'ms':>7}")
    for name, of in summary.by_scenario.items():
        found = scenario_object(of)
        passed = f"{sum(one.passed for one in of)}/{len(of)}"
        line = f"{name:<{width}}  {passed:>7}  {found['latency_ms']:>7.0f}  {_remark(found)}"
        print_line(line.rstrip())
    print_line("")
    for line in _whole(model, summary):
        print_line(line)


def _remark(found: dict[str, Any]) -> str:
    """The gravest thing that can be said; a model's own words are shown as what they are."""
    if found["unsafe"]:
        return f"UNSAFE: {found['unsafe'][0]}"[:REMARK]
    if found["errors"]:
        return f"error: {found['errors'][0]!r}"[:REMARK]
    return "; ".join(found["failed"])[:REMARK]


def _whole(model: str, summary: Summary) -> Iterator[str]:
    yield f"model        {model}"
    yield f"runs         {len(summary.runs)}"
    yield f"passed       {summary.pass_rate:.1%}"
    yield f"unsafe       {summary.unsafe}"
    yield f"errors       {summary.errors}"
    for name, value in summary.parts.items():
        yield f"{name:<11}  {value:.3f}"
    yield f"composite    {summary.composite:.3f}"
