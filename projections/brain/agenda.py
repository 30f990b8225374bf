"""What there is to think about, which firings of the timer it was given to, and what came of it.

A reason is never lost: it is told to a firing, belongs to the cycle that begins with it, and comes
back when that firing was passed over, or when the cycle came to nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
"""Before a cycle about what the last one came to nothing with; doubling."""
CAME_TO_NOTHING = frozenset({"unanswered", "abandoned"})

FIRINGS_LIMIT = 16
"""Firings that are followed until a cycle begins; those after them are taken as one."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Since when there is something to think about that nobody has thought about."""

    warned_at: datetime | None = None
    """Something is wrong."""
    informed_at: datetime | None = None
    """Something is worth a word."""
    changed_at: datetime | None = None
    """Something is only different."""

    def at(self, moment: datetime) -> "Reasons":
        """The same reasons, as if heard at a moment."""
        return Reasons(
            self.warned_at and moment, self.informed_at and moment, self.changed_at and moment
        )

    def no_later_than(self, moment: datetime) -> "Reasons":
        return together([self, self.at(moment)])


NONE = Reasons()


def together(many: Iterable[Reasons]) -> Reasons:
    """All of the reasons, each since it was heard first."""
    reasons = list(many)
    return Reasons(
        _earliest(*(one.warned_at for one in reasons)),
        _earliest(*(one.informed_at for one in reasons)),
        _earliest(*(one.changed_at for one in reasons)),
    )


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class Firing:
    """A firing with which no cycle has begun, and what it was for."""

    firing: str
    """The event's id."""
    reasons: Reasons
    passed_at: datetime | None = None
    """When it became clear that none begins with it."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What there is to think about."""

    reasons: Reasons
    """What no firing was for; without default, so that a stored row is known by it."""
    firings: tuple[Firing, ...] = ()
    began_at: datetime | None = None
    """The last firing or cycle."""
    cycle: str | None = None
    """The one that is running."""
    about: Reasons = NONE
    """What that one is about."""
    again: Reasons = NONE
    """What a cycle was about that came to nothing."""
    again_at: datetime | None = None
    """When to think about that again."""
    failures: int = 0
    """Cycles in a row that came to nothing."""

    @property
    def waiting(self) -> Reasons:
        """What the next firing is for.

        What was passed over is as if heard then: a timer that is due as before is the same one.
        """
        passed = [one.reasons.at(one.passed_at) for one in self.firings if one.passed_at]
        return together([self.reasons, *passed])

    def no_later_than(self, moment: datetime) -> "Agenda":
        """As it is where nothing of it was later: the clock may have been set back."""
        return replace(
            self,
            reasons=self.reasons.no_later_than(moment),
            firings=tuple(
                replace(one, passed_at=_earliest(one.passed_at, one.passed_at and moment))
                for one in self.firings
            ),
            began_at=_earliest(self.began_at, self.began_at and moment),
            again_at=_earliest(self.again_at, self.again_at and moment + _pause(self.failures - 1)),
        )

    def fired(self, firing: str, moment: datetime) -> "Agenda":
        """What there is to think about now is what this firing is for."""
        before = [replace(one, passed_at=None) for one in self.firings]
        kept, rest = before[: FIRINGS_LIMIT - 1], before[FIRINGS_LIMIT - 1 :]
        told = together([self.reasons, self.again, *(one.reasons for one in rest)])
        firings = (*kept, Firing(firing, told))
        return replace(
            self, reasons=NONE, firings=firings, began_at=moment, again=NONE, again_at=None
        )

    def begun(self, cycle: str, moment: datetime) -> "Agenda":
        """A cycle thinks about all that was heard before its firing, by which it is called."""
        names = [one.firing for one in self.firings]
        mine = names.index(cycle) + 1 if cycle in names else len(names)
        return replace(
            self,
            firings=self.firings[mine:],
            # A loop that is behind begins it long after, and by then the timer fired again.
            began_at=moment if self.began_at is None else max(self.began_at, moment),
            cycle=cycle,
            about=together([self.again, *(one.reasons for one in self.firings[:mine])]),
            again=NONE,
            again_at=None,
        )

    def over(self, moment: datetime) -> "Agenda":
        """No cycle runs; what fired meanwhile was passed over."""
        passed = tuple(replace(one, passed_at=moment) for one in self.firings)
        return replace(self, cycle=None, firings=passed)

    def came_to(self, outcome: str, moment: datetime) -> "Agenda":
        """What the last cycle was about is done with, or a reason for another."""
        if outcome not in CAME_TO_NOTHING:
            return replace(self, about=NONE, failures=0)
        return replace(
            self,
            about=NONE,
            again=self.about,
            again_at=moment + _pause(self.failures),
            failures=self.failures + 1,
        )


def _pause(failures: int) -> timedelta:
    doubled = min(max(failures, 0), 10)
    return min(FIRST_PAUSE * (1 << doubled), LONGEST_PAUSE)
