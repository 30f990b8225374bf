"""Two worlds side by side: the decisions of each, where they differ, and what each amounts to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from events.brain import ActionApproved, ActionRefused, ApprovalRequested, ModelPrompted
from handlers.replay.report import Decision, Divergence
from handlers.replay.totals import Totals

DIFFERENCES_LIMIT = 100
"""Differences that are kept; the rest are counted."""

LAG = timedelta(seconds=30)
"""A reactor that is so far behind is no other reactor."""

VERDICTS = frozenset(
    payload.event_type for payload in (ActionApproved, ActionRefused, ApprovalRequested)
)


class Taken(NamedTuple):
    """A decision, as one of the worlds took it."""

    position: int
    """Of the decision in the log; in the what-if world, of its cause."""
    handler: str
    decision: Decision
    recorded_at: datetime
    """In the what-if world, its cause."""


Decisions = Mapping[UUID, Taken]


@dataclass(slots=True)
class Comparison:
    """Two worlds with the same facts."""

    events: int = 0
    recorded: Counter[str] = field(default_factory=Counter)
    """Decisions by type, as they were taken."""
    supposed: Counter[str] = field(default_factory=Counter)
    """Decisions by type, as they would have been taken."""
    undecided: int = 0
    """Decisions at the end that their reactor may not have come to in the recorded world."""
    differing: int = 0
    differences: list[Divergence] = field(default_factory=list)
    first_differing_verdict: Divergence | None = None
    recorded_totals: Totals = field(default_factory=Totals)
    supposed_totals: Totals = field(default_factory=Totals)
    configurations: int = 0
    """Recorded facts of what the brain thinks with."""
    replies_reused: int = 0
    """Answers of the model that were recorded, and fitted here as well."""
    asked: int = 0
    """Questions that nobody asked at the time."""
    unanswered: int = 0
    """Those of them that had no answer."""
    supposed_outcomes: int = 0
    """Commands that were never sent, and are taken to have succeeded."""
    taps_dropped: int = 0
    """What people did to tasks that do not exist here."""

    def compare(self, recorded: Decisions, supposed: Decisions, end: datetime) -> None:
        """Both worlds, up to the same end."""
        verdicts: list[tuple[datetime, Divergence]] = []
        last = {one.handler: one.recorded_at for one in recorded.values()}
        for time, found in _differences(recorded, supposed):
            if found.kind == "missing" and time > max(end - LAG, last.get(found.handler, time)):
                self.undecided += 1
                continue
            self.differing += 1
            if len(self.differences) < DIFFERENCES_LIMIT:
                self.differences.append(found)
            if _is_about_a_verdict(found):
                verdicts.append((time, found))
        first = min(verdicts, key=lambda one: one[0], default=None)
        self.first_differing_verdict = None if first is None else first[1]
        self.recorded.update(one.decision.type for one in recorded.values())
        self.supposed.update(one.decision.type for one in supposed.values())

    def as_object(self) -> dict[str, Any]:
        first = self.first_differing_verdict
        return {
            "events": self.events,
            "differing": self.differing,
            "undecided": self.undecided,
            "first_differing_verdict": first and first.as_object(),
            "totals": _side_by_side(self.recorded_totals, self.supposed_totals),
            "replies_reused": self.replies_reused,
            "asked": self.asked,
            "unanswered": self.unanswered,
            "supposed_outcomes": self.supposed_outcomes,
            "taps_dropped": self.taps_dropped,
            "decisions": _pairs(self.recorded, self.supposed),
            "differences": [one.as_object() for one in self.differences],
        }


def _side_by_side(recorded: Totals, supposed: Totals) -> dict[str, Any]:
    ours, others = recorded.as_object(), supposed.as_object()
    return {
        name: _pairs(ours[name], others[name])
        if isinstance(ours[name], dict)
        else {"recorded": ours[name], "what_if": others[name]}
        for name in ours
    }


def _pairs(recorded: Mapping[str, int], supposed: Mapping[str, int]) -> dict[str, dict[str, int]]:
    return {
        name: {"recorded": recorded.get(name, 0), "what_if": supposed.get(name, 0)}
        for name in sorted(recorded.keys() | supposed.keys())
    }


def _differences(recorded: Decisions, supposed: Decisions) -> Iterator[tuple[datetime, Divergence]]:
    for made, (position, handler, actual, time) in recorded.items():
        other = supposed.get(made)
        if other is None:
            yield time, Divergence("extra", handler, position, None, actual)
        elif not _same(other.decision, actual):
            yield time, Divergence("different", handler, position, other.decision, actual)
    for made, (position, handler, decision, time) in supposed.items():
        if made not in recorded:
            yield time, Divergence("missing", handler, position, decision, None)


def _same(one: Decision, other: Decision) -> bool:
    if one == other:
        return True
    return one.type == other.type == ModelPrompted.event_type and _placeless(one) == _placeless(
        other
    )


def _placeless(prompt: Decision) -> tuple[Any, ...]:
    """A prompt but for the position that it was made at: the worlds count their events apart."""
    said = orjson.loads(prompt.data_json)
    said.pop("context_position", None)
    return prompt.id, prompt.subject, prompt.tags, prompt.causation_id, said


def _is_about_a_verdict(found: Divergence) -> bool:
    return any(one is not None and one.type in VERDICTS for one in (found.expected, found.actual))
