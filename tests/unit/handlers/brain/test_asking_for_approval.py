"""What a person is shown is exactly what would be done, or it is not asked at all."""

from typing import Any

import pytest

from events.brain import ActionRefused
from events.tasks import Created, Merged, Requested
from handlers.brain import approvals
from handlers.brain.approvals import Approvals
from handlers.tasks.intake import TaskIntake
from tests.unit.handlers.brain.approval_stories import (
    DEADLINE,
    DOSE,
    approval,
    created,
    refusals,
)
from tests.unit.story import Story, recorded


def test_a_person_is_asked_what_exactly_is_to_be_done() -> None:
    (wish,) = Story(Approvals()).when(approval())
    assert isinstance(wish, Requested)
    assert wish.title == "承認のお願い: hydro_01 の dose_ph_down"
    assert '{"amount_ml": 2}' in (wish.description or "")
    assert (wish.urgency, wish.bounty_milli, wish.bounty_xp) == (3, 0, 0)
    assert (wish.task_types, wish.expires_at) == (("approval",), DEADLINE)


@pytest.mark.parametrize(
    "arguments",
    [
        DOSE | {"arguments": {"note": "x" * 400}},
        DOSE | {"agent_id": "x" * 61},
        {"agent_id": "hydro_01"},
    ],
)
def test_what_cannot_be_shown_whole_is_not_asked(arguments: dict[str, Any]) -> None:
    assert refusals(Story(Approvals()).when(approval(arguments=arguments))) == ["approval_denied"]


def test_what_no_device_does_is_not_asked() -> None:
    made = Story(Approvals()).when(approval(tool="speak", arguments={"message": "x"}))
    assert refusals(made) == ["approval_denied"]


def test_characters_that_hide_are_spelt_out() -> None:
    said = DOSE | {"arguments": {"note": "a\u202eb"}}
    (wish,) = Story(Approvals()).when(approval(arguments=said))
    assert isinstance(wish, Requested)
    assert "\\u202e" in (wish.description or "")
    assert "\u202e" not in (wish.description or "")


def test_two_that_look_alike_are_two_tasks_and_no_wish_changes_them() -> None:
    (wish,) = Story(Approvals()).when(approval())
    assert isinstance(wish, Requested)
    forged = wish.model_copy(update={"task_types": (), "description": "問題ありません"})
    story = Story(TaskIntake())
    events = [
        recorded(one, "device:hydro_01", at_s, position=at_s)
        for at_s, one in enumerate((wish, wish, forged), start=1)
    ]
    made = story.when(*events)
    assert [type(one) for one in made] == [Created, Created, Created]


def test_should_its_task_ever_be_merged_it_is_refused() -> None:
    """What people are shown then is not what was asked."""
    story = Story(Approvals()).given(approval())
    data = Merged(task=7, request=str(created().causation_id), reason="same_title_and_place")
    merged = recorded(data, "task:7", 1, position=90)
    merged.causation_id = created().causation_id
    assert refusals(story.when(merged)) == ["approval_denied"]


def test_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "MOST_PENDING", 1)
    story = Story(Approvals()).given(approval())
    wish, refusal = story.when(approval(2, ordinal=1))
    assert isinstance(wish, Requested)
    assert isinstance(refusal, ActionRefused)
    assert (refusal.ordinal, refusal.rule) == (0, "approval_expired")
