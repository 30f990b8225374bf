"""What is decided about people: numbers in turn, names compared, nothing after an erasure."""

from typing import Any

import pytest

from events.people import (
    Deactivated,
    Erased,
    Reactivated,
    Registered,
    Renamed,
    RoleChanged,
)
from handlers.decider import Decision, Known
from handlers.people import NAMES, NAMES_CHANGED
from tests.unit.people.stories import DECIDER, about, given, registered, sealed

CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("rename", {"display_name": sealed()}),
    ("change_role", {"role": "operator"}),
    ("deactivate", {}),
    ("reactivate", {}),
]


def data_of(decision: Decision) -> object:
    assert decision.draft is not None
    return decision.draft.data


def test_the_first_person_is_number_1_and_rests_on_the_names() -> None:
    decision = given().when("register", username=sealed(), role="kiosk", compared_at=0)
    assert data_of(decision) == Registered(person=1, username=sealed(), role="kiosk", compared_at=0)
    assert decision.boundary == {NAMES}
    assert decision.draft is not None
    assert (decision.draft.subject, decision.draft.tags) == ("person:1", (NAMES,))


def test_a_number_is_never_given_again() -> None:
    story = given(registered(1, 1), about(Erased(person=1, key_id="k1"), 2))
    decision = story.when("register", username=sealed(), compared_at=1)
    assert isinstance(made := data_of(decision), Registered)
    assert made.person == 2


def test_names_that_were_given_since_the_comparison_have_to_be_compared() -> None:
    story = given(registered(1, 5))
    refused = story.refusal("register", username=sealed(), compared_at=4)
    assert (refused.kind, refused.rule) == ("conflict", NAMES_CHANGED)
    assert story.when("register", username=sealed(), compared_at=5).refused is None


def test_a_new_username_is_compared_and_a_display_name_is_not() -> None:
    story = given(registered(1, 1), registered(2, 7))
    late = story.refusal("rename", person=1, username=sealed(), compared_at=6)
    assert late.rule == NAMES_CHANGED
    shown = story.when("rename", person=1, display_name=sealed())
    assert shown.boundary == {"person:1"}
    called = story.when("rename", person=1, username=sealed(), compared_at=7)
    assert called.boundary == {"person:1", NAMES}
    assert called.draft is not None
    assert called.draft.tags == (NAMES,)


def test_to_be_renamed_to_nothing_is_nothing() -> None:
    assert given(registered(1)).when("rename", person=1).draft is None


def test_a_role_is_changed_once() -> None:
    story = given(registered(1))
    changed = story.when("change_role", person=1, role="auditor")
    assert data_of(changed) == RoleChanged(person=1, role="auditor")
    assert story.when("change_role", person=1, role="member").draft is None


def test_a_person_pauses_and_comes_back() -> None:
    story = given(registered(1))
    assert story.when("reactivate", person=1).draft is None
    assert data_of(story.when("deactivate", person=1)) == Deactivated(person=1)
    story.given(about(Deactivated(person=1), 2))
    assert story.when("deactivate", person=1).draft is None
    assert data_of(story.when("reactivate", person=1)) == Reactivated(person=1)


def test_an_erasure_names_the_key_that_is_gone() -> None:
    decision = given(registered(3)).when("erase", person=3)
    assert data_of(decision) == Erased(person=3, key_id="k3")


def test_to_erase_again_is_nothing() -> None:
    story = given(registered(1), about(Erased(person=1, key_id="k1"), 2))
    decision = story.when("erase", person=1)
    assert (decision.draft, decision.refused) == (None, None)


@pytest.mark.parametrize(("command", "arguments"), CHANGES)
def test_nothing_changes_about_somebody_erased(command: str, arguments: dict[str, Any]) -> None:
    story = given(registered(1), about(Erased(person=1, key_id="k1"), 2))
    assert story.refusal(command, person=1, **arguments).kind == "gone"


@pytest.mark.parametrize(("command", "arguments"), [*CHANGES, ("erase", {})])
def test_nobody_is_nobody(command: str, arguments: dict[str, Any]) -> None:
    assert given().refusal(command, person=9, **arguments).kind == "unknown"


@pytest.mark.parametrize(
    "event",
    [
        registered(2, 2),
        about(Renamed(person=1, username=sealed("new"), compared_at=1), 2),
        about(Renamed(person=1, display_name=sealed("new")), 2),
        about(RoleChanged(person=1, role="device"), 2),
        about(Deactivated(person=1), 2),
        about(Erased(person=1, key_id="k1"), 2),
    ],
    ids=lambda event: event.type,
)
def test_the_event_says_what_was_asked_so_that_it_can_be_decided_again(event: Any) -> None:
    known = Known(DECIDER.knows)
    known.fold(registered(1, 1))
    command = DECIDER.command_of(event)
    assert command is not None
    draft = DECIDER.decide(known, command).draft
    assert draft is not None
    assert draft.data == event.data
