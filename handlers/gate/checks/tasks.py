"""What a task may cost, how pressing it may be, and how many there may be."""

from typing import Any

from handlers.gate.case import Case
from handlers.gate.checks.hours import within_the_hour
from handlers.gate.command import Command
from handlers.gate.situation import OpenTask
from handlers.gate.visible import sameness
from handlers.gate.wording import cleaned, wrong
from handlers.tasks.troubles import trouble_of
from handlers.tasks.wishes import place_of
from handlers.tools import CreateTask

MOST_URGENT = 4
UNSPECIFIC = frozenset({"general", "urgent"})
"""Types that say nothing about what is to be mended."""


def bounty_out_of_bounds(case: Case[CreateTask]) -> str | None:
    bounds, bounty = case.bounds, case.asked.bounty
    if bounds.bounty_least <= bounty <= bounds.bounty_most:
        return None
    return wrong("bounty", bounty, f"{bounds.bounty_least} to {bounds.bounty_most}")


def urgency_out_of_bounds(case: Case[CreateTask]) -> str | None:
    urgency = case.asked.urgency
    return None if 0 <= urgency <= MOST_URGENT else wrong("urgency", urgency, f"0 to {MOST_URGENT}")


def open_already(case: Case[CreateTask]) -> str | None:
    wish = case.asked
    title, specific = sameness(wish.title), set(wish.task_types) - UNSPECIFIC
    trouble = trouble_of(None, wish.title, wish.description)
    for task in case.situation.world.open_tasks():
        if _is_called_the_same(title, wish.zone, task) or (
            task.zone == wish.zone and _mends_the_same(specific, trouble, task)
        ):
            place = "no zone" if task.zone is None else cleaned(task.zone)
            return f'the task "{cleaned(task.title)}" in {place} is open; allowed: another task'
    return None


def too_many_an_hour(case: Case[Any]) -> str | None:
    most, situation = case.bounds.tasks_per_hour, case.situation
    made = within_the_hour(situation.deeds.tasks_created, situation.now)
    return None if made < most else wrong("tasks in the last hour", made, f"{most} an hour")


def too_many_a_cycle(case: Case[Any]) -> str | None:
    most, made = case.bounds.tasks_per_cycle, case.situation.cycle.tasks
    return None if made < most else wrong("tasks in this cycle", made, f"{most} a cycle")


def asks_too_many_an_hour(case: Case[Command]) -> str | None:
    """A command that needs a person's word asks for it by a task."""
    return too_many_an_hour(case) if case.asked.tier == "needs_approval" else None


def asks_too_many_a_cycle(case: Case[Command]) -> str | None:
    return too_many_a_cycle(case) if case.asked.tier == "needs_approval" else None


def tainted_bounty(case: Case[CreateTask]) -> str | None:
    """Words alone, with no measurement behind them, get no large sums offered."""
    most, bounty, zone = case.bounds.bounty_most_tainted, case.asked.bounty, case.asked.zone
    if not case.situation.tainted or bounty <= most:
        return None
    if zone is not None and case.situation.world.is_alarming(zone):
        return None
    allowed = f"at most {most} where text of others was seen and no measurement is alarming"
    return wrong("bounty", bounty, allowed)


def _is_called_the_same(title: str, zone: str | None, task: OpenTask) -> bool:
    """Whether the intake would take both for one, and so would people who read of them in a zone.

    A wish of the model's names no location: it is where its zone is, or in the office.
    """
    is_there = task.zone == zone or place_of(task.location, task.zone) == place_of(None, zone)
    return is_there and title == sameness(task.title)


def _mends_the_same(specific: set[str], trouble: str | None, task: OpenTask) -> bool:
    """In a zone, by a specific type and the same trouble."""
    is_same_kind = task.zone is not None and not specific.isdisjoint(task.task_types)
    return is_same_kind and trouble == task.trouble
