"""What simulated people do about the tasks that they see; the same for the same seed.

A crowd knows no clock and no network: it is told what the dashboard shows and how late it is, and
says who taps what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

Deed = Literal["accept", "ignore", "complete"]

HESITATION_S = (4.0, 40.0)
"""Between seeing a task and doing something about it."""
WORK_S = (15.0, 90.0)
IGNORED = 0.15
"""How often the first to see a task turns it down."""
PATIENCE = 3
"""A task that this many people turned down is left alone."""

REPORTS = ("resolved", "resolved", "resolved", "no_issue", "needs_followup")
NOTES = ("終わりました", "すっきりしました", None, None, "また明日も見ておきます")


class Seen(NamedTuple):
    """A task as the dashboard shows it."""

    task: int
    assigned_to: int | None
    accepted: bool


class Tap(NamedTuple):
    """What a person taps."""

    deed: Deed
    task: int
    person: int | None
    """None: nobody signed in."""
    report_status: str | None = None
    note: str | None = None


@dataclass(slots=True)
class _Plan:
    """Who means to do something about a task, and when."""

    person: int
    at: float
    turned_down: int = 0


@dataclass(slots=True)
class Crowd:
    """Several people in front of one dashboard."""

    people: Sequence[int]
    random: Random
    strangers: float = 0.0
    """How often somebody takes a task without signing in."""
    _plans: dict[int, _Plan] = field(default_factory=dict)
    _work: dict[int, float] = field(default_factory=dict)
    """By task that one of them took, when it will be done."""
    _unsigned: set[int] = field(default_factory=set)
    """Tasks that one of them took without signing in."""

    def look(self, tasks: Sequence[Seen], now: float) -> list[Tap]:
        """What they tap now that they see these tasks."""
        self._forget({seen.task for seen in tasks})
        taps = (self._deed(seen, now) for seen in tasks)
        return [tap for tap in taps if tap is not None]

    def _deed(self, seen: Seen, now: float) -> Tap | None:
        return self._finish(seen, now) if seen.accepted else self._take(seen, now)

    def _forget(self, shown: set[int]) -> None:
        for known in (self._plans, self._work):
            for task in [task for task in known if task not in shown]:
                del known[task]
        self._unsigned &= shown

    def _take(self, seen: Seen, now: float) -> Tap | None:
        plan = self._plans.get(seen.task)
        if plan is None:
            self._plans[seen.task] = self._planned(now)
            return None
        if now < plan.at or plan.turned_down >= PATIENCE:
            return None
        if self.random.random() >= IGNORED:
            return Tap("accept", seen.task, self._signed_in(seen.task, plan.person))
        again = self._planned(now)
        self._plans[seen.task] = _Plan(again.person, again.at, plan.turned_down + 1)
        return Tap("ignore", seen.task, plan.person)

    def _signed_in(self, task: int, person: int) -> int | None:
        if not self.strangers or self.random.random() >= self.strangers:
            return person
        self._unsigned.add(task)
        return None

    def _planned(self, now: float) -> _Plan:
        return _Plan(self.random.choice(self.people), now + self.random.uniform(*HESITATION_S))

    def _finish(self, seen: Seen, now: float) -> Tap | None:
        person = seen.assigned_to
        if person not in self.people and seen.task not in self._unsigned:
            return None
        done_at = self._work.setdefault(seen.task, now + self.random.uniform(*WORK_S))
        if now < done_at:
            return None
        report, note = self.random.choice(REPORTS), self.random.choice(NOTES)
        return Tap("complete", seen.task, person, report, note)
