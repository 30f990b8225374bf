"""Whose word counts, and for which devices: nobody's, one's own and a stranger's do not."""

from typing import Any

import pytest

from events.envelope import Recorded
from events.identity import Subject
from events.people import Role, RoleChanged
from handlers.brain.approvals import Approvals
from services.accounts.caller import OUR_OWN
from tests.unit.handlers.brain.approval_stories import (
    Asked,
    account,
    approval,
    created,
    distrusted,
    gone,
    refusals,
    report,
    there,
)
from tests.unit.story import Story, recorded


def test_the_word_of_nobody_is_none() -> None:
    assert refusals(Asked().when(report(person=None, actor=None))) == ["approval_anonymous"]


def test_whom_a_kiosk_names_has_not_signed_in() -> None:
    assert refusals(Asked().when(report(actor="person:9"))) == ["approval_anonymous"]


def test_whom_a_service_of_ours_names_has_not_signed_in() -> None:
    assert OUR_OWN.actor is not None
    assert refusals(Asked().when(report(actor=str(OUR_OWN.actor)))) == ["approval_anonymous"]


@pytest.mark.parametrize("role", ["kiosk", "service", "device", "auditor"])
def test_the_word_of_whoever_is_no_person_is_none(role: Role) -> None:
    """A kiosk and a program have numbers, too, and name themselves."""
    asked = Asked().given(account(9, role))
    assert refusals(asked.when(report(person=9, actor="person:9"))) == ["approval_anonymous"]


def test_where_authentication_is_open_a_kiosk_is_still_no_person() -> None:
    asked = Asked().given(account(9, "kiosk"))
    assert refusals(asked.when(report(person=9, actor=None))) == ["approval_anonymous"]


def test_what_counts_is_the_role_that_somebody_has_by_then() -> None:
    changed = recorded(RoleChanged(person=3, role="kiosk"), "person:3", 30)
    assert refusals(Asked().given(changed).when(report())) == ["approval_anonymous"]


def test_whoever_signed_in_without_an_account_is_nobody() -> None:
    found = Asked().when(report(person=4, actor="person:4"))
    assert refusals(found) == ["approval_anonymous"]


def test_where_authentication_is_open_people_are_believed() -> None:
    assert len(Asked().when(report(actor=None))) == 2


@pytest.mark.parametrize("actor", ["person:3", None])
def test_nobody_approves_what_they_proposed(actor: str | None) -> None:
    proposed = approval()
    proposed.tags = (Subject("cycle:c1"), Subject("person:3"))
    story = Story(Approvals()).given(account(), *there(), proposed, created())
    assert refusals(story.when(report(actor=actor))) == ["approval_own"]


def test_another_person_approves_what_somebody_proposed() -> None:
    proposed = approval()
    proposed.tags = (Subject("person:9"),)
    known = (account(), *there(), proposed, created())
    assert len(Story(Approvals()).given(*known).when(report())) == 2


@pytest.mark.parametrize("change", [[distrusted()], [gone()], there("hydro_01", "get_status")])
def test_a_device_that_may_be_told_no_more_is_told_nothing(change: list[Recorded]) -> None:
    asked = Asked().given(*change)
    assert refusals(asked.when(report())) == ["approval_device"]


@pytest.mark.parametrize("change", [distrusted("hub_01"), gone("hub_01"), gone("hub_01.leaf_1")])
@pytest.mark.parametrize(
    "reset",
    [
        {"agent_id": "hub_01.leaf_1", "tool_name": "reset"},
        {
            "agent_id": "hub_01",
            "tool_name": "leaf_command",
            "arguments": {"leaf_id": "leaf_1", "command": "reset"},
        },
    ],
)
def test_a_leaf_is_told_nothing_past_its_hub(reset: dict[str, Any], change: Recorded) -> None:
    known = [account(), *there("hub_01", "leaf_command"), *there("hub_01.leaf_1")]
    waiting = (*known, approval(arguments=reset), created())
    assert len(Story(Approvals()).given(*waiting).when(report())) == 2
    assert refusals(Story(Approvals()).given(*waiting, change).when(report())) == [
        "approval_device"
    ]


def test_a_leaf_is_not_driven_by_what_it_registered_no_more() -> None:
    drive = {"agent_id": "hub_01.leaf_1", "tool_name": "set_state", "arguments": {"state": "on"}}
    known = [account(), *there("hub_01", "leaf_command"), *there("hub_01.leaf_1", "relay")]
    waiting = (*known, approval(arguments=drive), created())
    assert len(Story(Approvals()).given(*waiting).when(report())) == 2
    without = there("hub_01.leaf_1", "pwm")
    assert refusals(Story(Approvals()).given(*waiting, *without).when(report())) == [
        "approval_device"
    ]
