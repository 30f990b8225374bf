"""When a task is shown: the rules, in their order; the first that applies decides.

A zone from which nothing ever told whether people are there is unknown. Its first task waits, for a
sensor may be about to speak; but where none does, waiting for people would be waiting for nothing,
and who wished for something in a room without a camera expects it on the dashboard. So after
`UNOBSERVED_PATIENCE` it is shown, unless the quiet hours are against it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.tasks.rooms import Room, Waiting
from projections.task_timers import LOOK_AGAIN

HIGH, CRITICAL = 3, 4

LONGEST_WAIT = timedelta(hours=24)
UNOBSERVED_PATIENCE = LOOK_AGAIN


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to show a task now, and by which rule."""

    is_shown: bool
    reason: str


def verdict(waiting: Waiting, room: Room, now: datetime, *, is_quiet: bool) -> Verdict:
    """About a task that waits."""
    if now - waiting.since >= LONGEST_WAIT:
        return Verdict(True, "waited_long")
    return first_verdict(waiting, room, now, is_quiet=is_quiet)


def first_verdict(waiting: Waiting, room: Room, now: datetime, *, is_quiet: bool) -> Verdict:
    """About a task that is new, however late its wish arrived."""
    task = waiting.task
    if task.urgency >= CRITICAL:
        return Verdict(True, "critical")
    if task.zone is None:
        return Verdict(True, "no_zone")
    if not room.is_observed:
        return _unobserved(waiting, now, is_quiet=is_quiet)
    return _observed(waiting, room, now, is_quiet=is_quiet)


def _unobserved(waiting: Waiting, now: datetime, *, is_quiet: bool) -> Verdict:
    if now - waiting.since < UNOBSERVED_PATIENCE:
        return Verdict(False, "zone_unknown")
    if is_quiet and waiting.task.urgency < HIGH:
        return Verdict(False, "quiet_hours")
    return Verdict(True, "zone_unobserved")


def _observed(waiting: Waiting, room: Room, now: datetime, *, is_quiet: bool) -> Verdict:
    task, people = waiting.task, room.people(now)
    if people < task.min_people_required:
        return Verdict(False, "too_few_people" if people else "nobody_there")
    if task.urgency >= HIGH:
        return Verdict(True, "urgent")
    if room.is_focused(now):
        return Verdict(False, "people_focused")
    if is_quiet:
        return Verdict(False, "quiet_hours")
    return Verdict(True, "people_there") if people else Verdict(False, "nobody_there")
