"""Who provided which device, as operators say it."""

from typing import Any

import pytest

from events.devices import Registered, XpGranted
from handlers.credits.device_owners import DeviceOwners
from handlers.decider import Decision
from projections.experience import Experience
from tests.unit.handlers.credits.stories import Answers, accepted, completed, created, refusal

HUB: dict[str, Any] = {
    "device": "hub_1",
    "owner": 5,
    "device_type": "hub",
    "topic_prefix": "office/main/hub_1",
}


@pytest.fixture
def owners() -> Answers:
    answers = Answers(DeviceOwners())
    answers.when("register_device", **HUB)
    return answers


def grant(owners: Answers, **more: Any) -> Decision:
    usual = {"device": "hub_1", "zone": "main", "task": 42, "amount": 10, "reason": "task_created"}
    wish: dict[str, Any] = usual | more
    return owners.when("grant_xp", **wish)


def test_a_device_is_registered_to_its_owner() -> None:
    decision = Answers(DeviceOwners()).when("register_device", **HUB, display_name="Hub")
    assert decision.draft is not None
    said = decision.draft.data
    assert isinstance(said, Registered)
    assert (said.owner, said.device_type, said.display_name, said.active) == (5, "hub", "Hub", True)
    assert decision.draft.subject == "device:hub_1"
    assert decision.boundary == {"device:hub_1"}


def test_it_has_one_owner(owners: Answers) -> None:
    assert refusal(owners.when("register_device", **HUB | {"owner": 6})) == (
        "conflict",
        "device_known",
    )


@pytest.mark.parametrize(
    "more",
    [
        {"device": ""},
        {"device": "a\x00"},
        {"device": "x" * 129},
        {"owner": 0},
        {"device_type": "x"},
    ],
    ids=str,
)
def test_what_is_no_registration_leaves_no_event(more: dict[str, Any]) -> None:
    decision = Answers(DeviceOwners()).when("register_device", **HUB | more)
    assert refusal(decision) == ("invalid", "invalid_arguments")


def test_a_device_is_changed(owners: Answers) -> None:
    owners.when("change_device", device="hub_1", topic_prefix="office/lab/hub_1", active=False)
    device = owners.known.of(Experience()).get("hub_1")
    assert device is not None
    assert (device.zone, device.active, device.owner, device.device_type) == (
        "lab",
        False,
        5,
        "hub",
    )


def test_a_change_to_what_is_so_already_is_no_event(owners: Answers) -> None:
    decision = owners.when("change_device", device="hub_1", active=True)
    assert (decision.draft, decision.refused) == (None, None)


def test_a_device_that_nobody_registered_cannot_be_changed(owners: Answers) -> None:
    assert refusal(owners.when("change_device", device="x", active=True)) == (
        "unknown",
        "unknown_device",
    )
    assert refusal(grant(owners, device="x")) == ("unknown", "unknown_device")


def test_experience_is_granted_once_for_a_task_and_a_reason(owners: Answers) -> None:
    decision = grant(owners)
    assert decision.draft is not None
    assert isinstance(decision.draft.data, XpGranted)
    reference = "reference:xp:42:task_created:hub_1"
    assert decision.draft.tags == ("task:42", reference)
    assert decision.boundary == {"device:hub_1", "task:42", reference}
    assert grant(owners).draft is None
    assert grant(owners, reason="task_completed").draft is not None


def test_what_a_task_of_ours_grants_itself_is_not_granted_by_hand(owners: Answers) -> None:
    owners.given(created(zone="main"))
    assert grant(owners).draft is None
    assert grant(owners, reason="helped").draft is not None
    owners.given(accepted(person=5), completed())
    assert grant(owners, reason="task_completed").draft is None


def test_a_device_gains_in_its_own_zone_only(owners: Answers) -> None:
    assert refusal(grant(owners, zone="lab")) == ("conflict", "not_in_zone")
    owners.when("change_device", device="hub_1", active=False)
    assert refusal(grant(owners)) == ("conflict", "not_in_zone")
