"""While people are asked about a command, nobody's equal one is asked about beside it."""

from typing import Any

import pytest

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.payload import Payload
from handlers.brain import awaiting
from handlers.brain.awaiting import Awaiting
from tests.unit.brain_story import BrainStory, call
from tests.unit.handlers.brain.test_outside import propose, refused_by

DOSE: dict[str, Any] = {
    "agent_id": "hydro_01",
    "tool_name": "dose_ph_down",
    "arguments": {"amount_ml": 2},
}
TWO_ARE_TWO = DOSE | {"arguments": {"amount_ml": 2.0}}
MORE = DOSE | {"arguments": {"amount_ml": 3}}
FEED = DOSE | {"tool_name": "feed_fish", "arguments": {}}
OTHERS = DOSE | {"agent_id": "hydro_02"}


def garden() -> BrainStory:
    told = BrainStory().configured().warm()
    for device in ("hydro_01", "hydro_02"):
        told.device(device, "dose_ph_down", "feed_fish")
    told.device("hub_01", "leaf_command")
    told.device("hub_01.leaf_1", "temperature")
    return told


def asks(told: BrainStory, command: dict[str, Any], actor: str = "person:7") -> list[Payload]:
    return propose(told, "send_device_command", "operator", actor=actor, **command)


def answered(told: BrainStory, asked: Payload, verdict: type[Payload], **said: Any) -> None:
    assert isinstance(asked, ApprovalRequested)
    named = asked.model_dump(include={"cycle", "step", "ordinal", "tool", "arguments"})
    told.tell(verdict(**named, **said), f"cycle:{asked.cycle}", source="/handlers/approvals/2")


def test_what_waits_for_a_word_is_not_asked_again() -> None:
    told = garden()
    assert isinstance(asks(told, DOSE)[0], ApprovalRequested)
    (refusal,) = asks(told, DOSE)
    assert isinstance(refusal, ActionRefused)
    assert refusal.rule == "approval_duplicate"
    assert "waits for a person's word, for 599 s at most" in refusal.reason


def test_nor_when_another_asks_or_the_number_is_written_otherwise() -> None:
    told = garden()
    asks(told, DOSE)
    assert refused_by(asks(told, TWO_ARE_TWO, actor="person:9")) == "approval_duplicate"


@pytest.mark.parametrize("command", [MORE, FEED, OTHERS])
def test_what_differs_in_anything_is_asked(command: dict[str, Any]) -> None:
    told = garden()
    asks(told, DOSE)
    assert isinstance(asks(told, command)[0], ApprovalRequested)


def test_a_leaf_is_the_same_by_its_own_name_and_by_its_hubs() -> None:
    told = garden()
    asks(told, {"agent_id": "hub_01.leaf_1", "tool_name": "reset", "arguments": {}})
    order = {"leaf_id": "leaf_1", "command": "reset"}
    by_hub = {"agent_id": "hub_01", "tool_name": "leaf_command", "arguments": order}
    assert refused_by(asks(told, by_hub)) == "approval_duplicate"


def test_the_model_and_the_agents_know_of_each_other() -> None:
    told = garden()
    asks(told, DOSE)
    found = told.reply(told.begin(), call("send_device_command", **DOSE))
    assert isinstance(found[0], ActionRefused)
    assert found[0].rule == "approval_duplicate"
    other = garden()
    other.reply(other.begin(), call("send_device_command", **DOSE))
    assert refused_by(asks(other, DOSE)) == "approval_duplicate"


def test_twice_in_one_reply_is_once_however_it_is_written() -> None:
    told = garden()
    twice = [call("send_device_command", **one) for one in (DOSE, TWO_ARE_TWO)]
    found = told.reply(told.begin(), *twice)
    assert [one.event_type for one in found] == ["brain.approval_requested", "brain.model_prompted"]


def test_after_an_answer_it_may_be_asked_again() -> None:
    told = garden()
    (asked,) = asks(told, DOSE)
    answered(told, asked, ActionRefused, rule="approval_denied", reason="no")
    (again,) = asks(told, DOSE)
    answered(told, again, ActionApproved, tier="needs_approval", approver=3)
    assert isinstance(asks(told, DOSE)[0], ApprovalRequested)


def test_after_the_deadline_it_may_be_asked_again() -> None:
    told = garden()
    asks(told, DOSE)
    told.at_s += 600
    assert isinstance(asks(told, DOSE)[0], ApprovalRequested)


def test_a_refused_question_uses_nothing_up() -> None:
    told = garden()
    asks(told, DOSE)
    for _ in range(80):
        assert refused_by(asks(told, DOSE)) == "approval_duplicate"
    assert isinstance(asks(told, MORE)[0], ApprovalRequested)


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awaiting, "MOST_PENDING", 2)
    told = garden()
    for command in (DOSE, MORE, FEED):
        asks(told, command)
    kept = told.state.get("mind/awaiting")
    assert isinstance(kept, Awaiting)
    assert len(kept.asked_for) == 2
    assert refused_by(asks(told, FEED)) == "approval_duplicate"
