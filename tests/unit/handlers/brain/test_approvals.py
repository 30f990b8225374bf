"""Nothing that needs a person's word is done without it, and silence means no."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.devices import CameOnline, CommandRequested
from events.envelope import Recorded
from events.tasks import Cancelled, Created, Expired
from handlers.brain.approvals import Approvals, Pending, Row
from handlers.brain.approvers import Ranked
from projections import roster
from projections.brain.approvals import ApprovalTimers
from projections.projection import State
from projections.roster import Kept
from projections.runtime import fold
from projections.timers import Due
from projections.trust import Standing
from tests.unit.handlers.brain.approval_stories import (
    DEADLINE,
    DEADLINE_S,
    DOSE,
    Asked,
    account,
    approval,
    created,
    refusals,
    report,
    there,
    time_is_up,
)
from tests.unit.story import Story, recorded


def test_the_word_of_a_person_lets_it_be_done() -> None:
    approved, command = Asked().when(report())
    assert approved == ActionApproved(
        cycle="c1",
        step=1,
        ordinal=0,
        tool="send_device_command",
        arguments=DOSE,
        tier="needs_approval",
        approver=3,
    )
    assert isinstance(command, CommandRequested)
    assert (command.device, command.tool) == ("hydro_01", "dose_ph_down")
    assert (command.arguments, command.idempotent) == ({"amount_ml": 2}, False)


@pytest.mark.parametrize("status", ["no_issue", "needs_followup", "cannot_resolve", None])
def test_any_other_report_is_a_no(status: str | None) -> None:
    assert refusals(Asked().when(report(status))) == ["approval_denied"]


def test_the_report_of_another_task_approves_nothing() -> None:
    asked = Asked().given(
        recorded(Created(task=8, title="x", bounty_milli=0, bounty_xp=0, urgency=3), "t:8", 1)
    )
    assert asked.when(report(task=8)) == []


def test_a_word_that_is_given_counts_once() -> None:
    asked = Asked().given(report())
    assert asked.when(report(), time_is_up()) == []


def test_a_word_after_the_deadline_comes_too_late() -> None:
    assert refusals(Asked().when(report(at_s=DEADLINE_S))) == ["approval_expired"]


@pytest.mark.parametrize(
    "end",
    [
        time_is_up(),
        recorded(Expired(task=7), "task:7", DEADLINE_S, position=97),
        recorded(Cancelled(task=7), "task:7", 60, position=97),
    ],
)
def test_silence_means_no_once(end: Recorded) -> None:
    asked = Asked()
    assert refusals(asked.when(end)) == ["approval_expired"]
    assert asked.when(end, time_is_up(), report()) == []


def test_of_strangers_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 3)
    asked = Asked()
    for number in range(20):
        asked.given(recorded(CameOnline(device=f"junk_{number}"), f"device:junk_{number}", 30))
    assert len([key for key in asked.state if key.startswith("standings/")]) <= 3
    assert len(asked.when(report())) == 2


def test_a_timer_is_armed_until_there_is_an_answer() -> None:
    def armed(*events: Recorded) -> list[Due]:
        state: State[Any] = State()
        fold(ApprovalTimers(), state, events)
        return list(state.rows().values())

    (refusal,) = Asked().when(report("no_issue"))
    approved, _ = Asked().when(report())
    assert armed(approval()) == [Due("approval_due:c1/1/0", DEADLINE)]
    assert armed(approval(), recorded(refusal, "cycle:c1", 60)) == []
    assert armed(approval(), recorded(approved, "cycle:c1", 60)) == []
    assert armed(approval(), time_is_up()) == []


happenings = st.lists(
    st.sampled_from(
        [
            approval(),
            created(),
            report(),
            report("cannot_resolve"),
            report(person=None),
            report(at_s=DEADLINE_S + 1),
            time_is_up(),
            recorded(Expired(task=7), "task:7", DEADLINE_S, position=97),
        ]
    ),
    max_size=12,
)


@given(happenings)
def test_a_command_follows_an_approval_alone_and_there_is_one_answer(told: list[Recorded]) -> None:
    story, settled = Story(Approvals()).given(account(), *there()), 0
    for event in told:
        made = story.when(event)
        commands = [one for one in made if isinstance(one, CommandRequested)]
        approved = [one for one in made if isinstance(one, ActionApproved)]
        assert len(commands) == len(approved)
        assert not approved or event.data == report().data
        settled += len(approved) + len([one for one in made if isinstance(one, ActionRefused)])
    asked = sum(isinstance(one.data, ApprovalRequested) for one in told)
    assert settled <= asked


def test_what_is_remembered_is_known_again_when_it_is_read_back() -> None:
    kept = TypeAdapter(Row)
    story = Story(Approvals()).given(account(), *there(), approval(), created())
    rows = story.state.rows()
    assert {type(one) for one in rows.values()} == {Pending, Standing, Kept, Ranked}
    for row in rows.values():
        assert kept.validate_json(kept.dump_json(row)) == row
