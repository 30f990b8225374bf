"""Which timers are armed: everything that the log arms, from the folds that it is told by.

The clock, the simulation and a what-if all look here, each at folds of its own.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from projections.brain.approvals import ApprovalTimers
from projections.brain.timers import BrainTimers, due_thoughts
from projections.calendar import CalendarTimers
from projections.claims import Claims, claim_timer
from projections.command_timers import CommandTimers
from projections.projection import Projection
from projections.receipts import DeviceReceipts, due_timers
from projections.task_timers import Pace, TaskTimers, due_for_task
from projections.timers import DeviceTimers, Due

FOLDS: tuple[Projection[Any], ...] = (  # Any: rows of every kind
    DeviceTimers(),
    DeviceReceipts(),
    TaskTimers(),
    Claims(),
    CommandTimers(),
    BrainTimers(),
    ApprovalTimers(),
    CalendarTimers(),
)
"""What is folded to know the timers."""

Folded = Mapping[str, Mapping[str, Any]]
"""Rows of those folds, by the fold's name."""

PACE = Pace()


def armed_timers(folded: Folded, now: datetime, pace: Pace = PACE) -> Iterator[Due]:
    """Every timer that is armed, in no particular order."""
    yield from armed_by_events(folded, now, pace)
    yield from pace.calendar.timers(folded[CalendarTimers.name], now)


def armed_by_events(folded: Folded, now: datetime, pace: Pace = PACE) -> Iterator[Due]:
    """The timers that depend on what happened; the others come round whatever happens."""
    yield from folded[DeviceTimers.name].values()
    for receipts in folded[DeviceReceipts.name].values():
        for timer, due in due_timers(receipts).items():
            yield Due(timer, due)
    for row in folded[TaskTimers.name].values():
        yield from due_for_task(row, pace, now)
    yield from due_thoughts(folded[BrainTimers.name], pace)
    for claim in folded[Claims.name].values():
        if claim.status == "issued":
            yield Due(claim_timer(claim.claim), claim.expires_at)
    for command in folded[CommandTimers.name].values():
        yield command.timer()
    yield from folded[ApprovalTimers.name].values()
