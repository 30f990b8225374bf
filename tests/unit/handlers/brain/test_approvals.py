"""Nothing that needs a person's word is done without it, and silence means no."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.devices import (
    CameOnline,
    CommandRequested,
    HeartbeatReceived,
    TrustChanged,
    WentOffline,
)
from events.envelope import Recorded
from events.identity import Subject, caused_id
from events.payload import Payload
from events.tasks import Cancelled, Completed, Created, Expired, Merged, Requested
from events.timers import Fired
from handlers.brain import approvals
from handlers.brain.approvals import Approvals, Pending, Row
from handlers.tasks.intake import TaskIntake
from projections import roster
from projections.brain.approvals import ApprovalTimers
from projections.projection import State
from projections.roster import Kept
from projections.runtime import fold
from projections.timers import Due
from projections.trust import Standing
from services.accounts.caller import OUR_OWN
from tests.unit.story import START, Story, recorded

DEADLINE_S = 600.0
DEADLINE = START + timedelta(seconds=DEADLINE_S)
DOSE = {
    "agent_id": "hydro_01",
    "tool_name": "dose_ph_down",
    "arguments": {"amount_ml": 2},
}


def approval(position: int = 1, **said: Any) -> Recorded:
    known: dict[str, Any] = {
        "cycle": "c1",
        "step": 1,
        "ordinal": 0,
        "tool": "send_device_command",
        "arguments": DOSE,
        "deadline": DEADLINE,
    }
    return recorded(ApprovalRequested(**known | said), "cycle:c1", 0, position=position)


def created(task: int = 7, asked_at: int = 1, **said: Any) -> Recorded:
    """The task that an approval became."""
    data = Created(task=task, title="x", bounty_milli=0, bounty_xp=0, urgency=3)
    event = recorded(data, f"task:{task}", 1, position=90)
    event.causation_id = caused_id(approval(asked_at).id, "approvals", 0)
    return event


def there(device: str = "hydro_01", *tools: str) -> list[Recorded]:
    """A device that is online, trusted, and offers tools."""
    subject, offered = f"device:{device}", list(tools or ("dose_ph_down",))
    beat = HeartbeatReceived(device=device, details={"capabilities": offered})
    return [
        recorded(CameOnline(device=device), subject, 0),
        recorded(beat, subject, 0),
        recorded(TrustChanged(device=device, trusted=True), subject, 0),
    ]


def distrusted(device: str = "hydro_01") -> Recorded:
    return recorded(TrustChanged(device=device, trusted=False), f"device:{device}", 30)


def gone(device: str = "hydro_01") -> Recorded:
    return recorded(WentOffline(device=device, silent_s=5), f"device:{device}", 30)


def report(
    status: str | None = "resolved",
    person: int | None = 3,
    at_s: float = 60,
    task: int = 7,
    actor: str | None = "person:3",
) -> Recorded:
    data = Completed.model_validate({"task": task, "person": person, "report_status": status})
    event = recorded(data, f"task:{task}", at_s, position=95)
    event.actor = None if actor is None else Subject(actor)
    return event


def time_is_up(key: str = "c1/1/0") -> Recorded:
    timer = f"approval_due:{key}"
    return recorded(Fired(timer=timer, due=DEADLINE), f"timer:{timer}", DEADLINE_S, position=99)


@dataclass
class Asked(Story):
    """An approval that was asked for, and the task that it became."""

    reactor: Any = field(default_factory=Approvals)

    def __post_init__(self) -> None:
        self.given(*there(), approval(), created())


@pytest.fixture
def asked() -> Asked:
    return Asked()


def refusals(made: list[Payload]) -> list[str]:
    assert all(isinstance(one, ActionRefused) for one in made), made
    return [one.rule for one in made if isinstance(one, ActionRefused)]


def test_a_person_is_asked_what_exactly_is_to_be_done() -> None:
    (wish,) = Story(Approvals()).when(approval())
    assert isinstance(wish, Requested)
    assert wish.title == "承認のお願い: hydro_01 の dose_ph_down"
    assert '{"amount_ml": 2}' in (wish.description or "")
    assert (wish.urgency, wish.bounty_milli, wish.bounty_xp) == (3, 0, 0)
    assert (wish.task_types, wish.expires_at) == (("approval",), DEADLINE)


def test_the_word_of_a_person_lets_it_be_done(asked: Asked) -> None:
    approved, command = asked.when(report())
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
def test_any_other_report_is_a_no(asked: Asked, status: str | None) -> None:
    assert refusals(asked.when(report(status))) == ["approval_denied"]


def test_the_word_of_nobody_is_none(asked: Asked) -> None:
    assert refusals(asked.when(report(person=None, actor=None))) == ["approval_anonymous"]


def test_whom_a_kiosk_names_has_not_signed_in(asked: Asked) -> None:
    assert refusals(asked.when(report(actor="person:9"))) == ["approval_anonymous"]


def test_whom_a_service_of_ours_names_has_not_signed_in(asked: Asked) -> None:
    assert OUR_OWN.actor is not None
    assert refusals(asked.when(report(actor=str(OUR_OWN.actor)))) == ["approval_anonymous"]


@pytest.mark.parametrize("actor", ["person:3", None])
def test_nobody_approves_what_they_proposed(actor: str | None) -> None:
    proposed = approval()
    proposed.tags = (Subject("cycle:c1"), Subject("person:3"))
    story = Story(Approvals()).given(*there(), proposed, created())
    assert refusals(story.when(report(actor=actor))) == ["approval_own"]


def test_another_person_approves_what_somebody_proposed() -> None:
    proposed = approval()
    proposed.tags = (Subject("person:9"),)
    assert len(Story(Approvals()).given(*there(), proposed, created()).when(report())) == 2


@pytest.mark.parametrize("change", [[distrusted()], [gone()], there("hydro_01", "get_status")])
def test_a_device_that_may_be_told_no_more_is_told_nothing(
    asked: Asked, change: list[Recorded]
) -> None:
    asked.given(*change)
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
    known = [*there("hub_01", "leaf_command"), *there("hub_01.leaf_1")]
    waiting = (*known, approval(arguments=reset), created())
    assert len(Story(Approvals()).given(*waiting).when(report())) == 2
    assert refusals(Story(Approvals()).given(*waiting, change).when(report())) == [
        "approval_device"
    ]


def test_where_authentication_is_open_people_are_believed(asked: Asked) -> None:
    assert len(asked.when(report(actor=None))) == 2


def test_a_word_after_the_deadline_comes_too_late(asked: Asked) -> None:
    assert refusals(asked.when(report(at_s=DEADLINE_S))) == ["approval_expired"]


@pytest.mark.parametrize(
    "end",
    [
        time_is_up(),
        recorded(Expired(task=7), "task:7", DEADLINE_S, position=97),
        recorded(Cancelled(task=7), "task:7", 60, position=97),
    ],
)
def test_silence_means_no_once(asked: Asked, end: Recorded) -> None:
    assert refusals(asked.when(end)) == ["approval_expired"]
    assert asked.when(end, time_is_up(), report()) == []


def test_the_report_of_another_task_approves_nothing(asked: Asked) -> None:
    asked.given(
        recorded(Created(task=8, title="x", bounty_milli=0, bounty_xp=0, urgency=3), "t:8", 1)
    )
    assert asked.when(report(task=8)) == []


def test_a_word_that_is_given_counts_once(asked: Asked) -> None:
    asked.given(report())
    assert asked.when(report(), time_is_up()) == []


def test_should_its_task_ever_be_merged_it_is_refused() -> None:
    """What people are shown then is not what was asked."""
    story = Story(Approvals()).given(approval())
    data = Merged(task=7, request=str(created().causation_id), reason="same_title_and_place")
    merged = recorded(data, "task:7", 1, position=90)
    merged.causation_id = created().causation_id
    assert refusals(story.when(merged)) == ["approval_denied"]


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


def test_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "MOST_PENDING", 1)
    story = Story(Approvals()).given(approval())
    wish, refusal = story.when(approval(2, ordinal=1))
    assert isinstance(wish, Requested)
    assert isinstance(refusal, ActionRefused)
    assert (refusal.ordinal, refusal.rule) == (0, "approval_expired")


def test_of_strangers_only_so_many_are_remembered(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "DEVICES_LIMIT", 3)
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
    story, settled = Story(Approvals()).given(*there()), 0
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
    story = Story(Approvals()).given(*there(), approval(), created())
    rows = story.state.rows()
    assert {type(one) for one in rows.values()} == {Pending, Standing, Kept}
    for row in rows.values():
        assert kept.validate_json(kept.dump_json(row)) == row
