"""What a tap does to a task, what it cannot do, and what it need not do."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.payload import Payload
from events.tasks import Accepted, Cancelled, Completed, Dispatched, Ignored, Queued, Reminded
from handlers.decider import Decision, Given, Known
from handlers.tasks.taps import TASKS, TaskTaps
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    completed,
    created,
    expired,
)
from tests.unit.story import START, recorded

SHOWN = [created(), about(Dispatched(task=1, reason="x"))]
TAKEN = [*SHOWN, accepted(at_s=5)]
DONE = [*TAKEN, completed(at_s=10)]
CANCELLED = [*SHOWN, cancelled(at_s=5)]
EXPIRED = [*SHOWN, expired(at_s=24 * HOUR)]
WAITING = [created(), about(Queued(task=1, reason="x"))]


def decided(given: Sequence[Recorded], name: str, **arguments: Any) -> Decision:
    known = Known((TASKS,))
    for event in given:
        known.fold(event)
    command = Given(name, {"task": 1, **arguments}, START + timedelta(seconds=60))
    return TaskTaps().decide(known, command)


def made(given: Sequence[Recorded], name: str, **arguments: Any) -> Payload:
    decision = decided(given, name, **arguments)
    assert decision.refused is None
    assert decision.draft is not None
    return decision.draft.data


@pytest.mark.parametrize("given", [SHOWN, WAITING])
def test_a_task_that_is_free_can_be_taken(given: Sequence[Recorded]) -> None:
    assert decided(given, "accept", person=7) == Decision(
        Draft(Accepted(task=1, person=7), Subject("task:1"), (Subject("person:7"),)),
        frozenset({Subject("task:1")}),
    )


def test_nobody_has_to_say_who_they_are() -> None:
    assert made(SHOWN, "accept") == Accepted(task=1)


def test_what_was_taken_can_be_reported_done() -> None:
    said: dict[str, Any] = {"report_status": "resolved", "completion_note": "all clean"}
    assert made(TAKEN, "complete", **said) == Completed(task=1, **said)


def test_other_taps_make_what_they_are_called() -> None:
    assert made(SHOWN, "ignore", person=7) == Ignored(task=1, person=7)
    assert made(TAKEN, "cancel", reason="rain") == Cancelled(task=1, reason="rain")
    assert made(WAITING, "dispatch") == Dispatched(task=1, reason="by_hand")
    assert made(SHOWN, "remind") == Reminded(task=1)


@pytest.mark.parametrize("name", ["accept", "ignore", "complete", "cancel", "dispatch", "remind"])
def test_what_never_was_is_unknown(name: str) -> None:
    refused = decided((), name).refused
    assert refused is not None
    assert refused.kind == "unknown"


@pytest.mark.parametrize(
    ("given", "name", "rule"),
    [
        (TAKEN, "accept", "taken"),
        (DONE, "accept", "completed"),
        (CANCELLED, "accept", "cancelled"),
        (EXPIRED, "accept", "expired"),
        (SHOWN, "complete", "not_accepted"),
        (WAITING, "complete", "not_accepted"),
        (CANCELLED, "complete", "cancelled"),
        (EXPIRED, "complete", "expired"),
        (DONE, "cancel", "completed"),
        (EXPIRED, "cancel", "expired"),
        (DONE, "ignore", "completed"),
        (CANCELLED, "dispatch", "cancelled"),
        (EXPIRED, "remind", "expired"),
    ],
)
def test_what_cannot_be_is_a_conflict(given: Sequence[Recorded], name: str, rule: str) -> None:
    decision = decided(given, name)
    assert decision.draft is None
    assert decision.refused is not None
    assert (decision.refused.kind, decision.refused.rule) == ("conflict", rule)


@pytest.mark.parametrize(
    ("given", "name"),
    [(DONE, "complete"), (CANCELLED, "cancel"), (SHOWN, "dispatch"), (TAKEN, "dispatch")],
)
def test_what_is_so_already_is_no_second_event(given: Sequence[Recorded], name: str) -> None:
    assert decided(given, name) == Decision(None, frozenset({Subject("task:1")}))


@pytest.mark.parametrize(
    ("given", "name", "arguments"),
    [
        (SHOWN, "accept", {"person": 7}),
        (SHOWN, "accept", {}),
        (SHOWN, "ignore", {"person": 7}),
        (TAKEN, "complete", {"report_status": "no_issue", "completion_note": "fine"}),
        (SHOWN, "cancel", {"reason": "rain"}),
        (WAITING, "dispatch", {}),
        (SHOWN, "remind", {}),
    ],
)
def test_the_command_can_be_read_from_its_event(
    given: Sequence[Recorded], name: str, arguments: dict[str, Any]
) -> None:
    event = recorded(made(given, name, **arguments), "task:1", 60)
    command = TaskTaps().command_of(event)
    assert command is not None
    assert (command.name, command.arguments) == (name, {"task": 1, **arguments})


def test_other_events_are_no_taps() -> None:
    assert TaskTaps().command_of(created()) is None
