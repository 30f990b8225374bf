"""Who may do what, and whom somebody may mean."""

from typing import get_args

import pytest

from events.people import Role
from services.accounts.caller import ANYBODY, Caller
from services.web.problems import Problem

ROLES: tuple[Role, ...] = get_args(Role)
FOR_OTHERS: list[Role] = ["operator", "kiosk", "service"]
FOR_THEMSELVES: list[Role] = ["member", "auditor"]
NOBODY: list[Role] = ["kiosk", "device", "service"]


@pytest.mark.parametrize("role", ROLES)
def test_an_operator_may_everything_and_others_what_is_named(role: Role) -> None:
    caller = Caller(5, role)
    assert caller.may("auditor") == (role in {"operator", "auditor"})
    assert caller.may() == (role == "operator")


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(Problem, match="it takes operator or kiosk") as refused:
        Caller(5, "member").require("kiosk")
    assert refused.value.status_code == 403


def test_one_may_what_is_about_oneself() -> None:
    Caller(5, "member").require_self_or(5)
    with pytest.raises(Problem):
        Caller(5, "member").require_self_or(6, "auditor")
    Caller(5, "auditor").require_self_or(6, "auditor")


@pytest.mark.parametrize("role", FOR_OTHERS)
def test_some_act_for_whom_they_name(role: Role) -> None:
    assert Caller(5, role).person_meant(6) == 6


@pytest.mark.parametrize("role", FOR_THEMSELVES)
def test_others_act_for_themselves(role: Role) -> None:
    assert Caller(5, role).person_meant(5) == 5
    with pytest.raises(Problem, match="user_id"):
        Caller(5, role).person_meant(6)


@pytest.mark.parametrize("role", NOBODY)
def test_what_is_no_person_cannot_name_itself_as_one(role: Role) -> None:
    with pytest.raises(Problem, match="user_id: 5 is this") as refused:
        Caller(5, role).person_meant(5)
    assert refused.value.status_code == 403


def test_a_device_names_nobody_else_either() -> None:
    with pytest.raises(Problem, match="user_id"):
        Caller(5, "device").person_meant(6)


def test_who_names_nobody_means_oneself_if_one_is_a_person() -> None:
    meant = {role: Caller(5, role).person_meant(None) for role in ROLES}
    assert {role for role, person in meant.items() if person == 5} == {
        "member",
        "operator",
        "auditor",
    }


def test_where_all_is_open_one_is_believed() -> None:
    assert (ANYBODY.person_meant(7), ANYBODY.person_meant(None)) == (7, None)
    assert ANYBODY.actor is None
    ANYBODY.require()


def test_events_name_the_person() -> None:
    assert Caller(5, "member").actor == "person:5"
