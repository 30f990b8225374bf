"""Every command has an outcome: its device's answer in time, or that none came."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.envelope import Draft, Recorded, handler_source
from events.identity import Subject
from events.payload import Payload
from events.timers import Fired
from handlers import commanding
from handlers.commanding import Commanding
from handlers.device_commands import command_draft, command_subject
from handlers.safety.floor import SafetyFloor
from projections.command_timers import CommandTimers
from projections.commands import Commands
from projections.projection import State
from projections.runtime import fold
from projections.timers import Due
from tests.unit.story import START, Story, recorded

CYCLE = Subject("cycle:1")


@pytest.fixture
def story() -> Story:
    return Story(Commanding())


def asked(at_s: float = 0, request_id: str = "a", position: int = 1, **said: Any) -> Recorded:
    draft = command_draft("hvac_01", "set_fan", {"level": 2}, request_id, extra_tags=[CYCLE])
    wanted = draft.data.model_copy(update=said)
    event = recorded(wanted, draft.subject, at_s, position=position)
    event.tags = draft.tags
    return event


def answered(at_s: float, device: str = "hvac_01", request_id: str = "a") -> Recorded:
    data = CommandSucceeded(request_id=request_id, device=device, result=None)
    return recorded(data, f"device:{device}", at_s)


def refused(at_s: float) -> Recorded:
    data = CommandFailed(request_id="a", device="hvac_01", message="broken")
    return recorded(data, "device:hvac_01", at_s)


def time_is_up(at_s: float, request_id: str = "a", position: int = 2) -> Recorded:
    timer = f"command_due:{request_id}"
    due = Fired(timer=timer, due=START + timedelta(seconds=at_s))
    return recorded(due, f"timer:{timer}", at_s, position=position)


TIMED_OUT = CommandTimedOut(request_id="a", device="hvac_01", timeout_s=10.0)


def test_a_command_that_nobody_answers_has_timed_out(story: Story) -> None:
    story.given(asked())
    assert story.when(time_is_up(10)) == [TIMED_OUT]


@pytest.mark.parametrize("answer", [answered(9), refused(9)])
def test_a_command_that_was_answered_has_its_outcome(story: Story, answer: Recorded) -> None:
    story.given(asked(), answer)
    assert story.when(time_is_up(10)) == []


def test_an_answer_of_another_device_is_no_outcome(story: Story) -> None:
    story.given(asked(), answered(3, device="evil_01"))
    assert story.when(time_is_up(10)) == [TIMED_OUT]


def test_a_command_times_out_once(story: Story) -> None:
    story.given(asked(), time_is_up(10))
    assert story.when(time_is_up(10), time_is_up(11)) == []


def test_a_timer_that_is_about_nothing_known_means_nothing(story: Story) -> None:
    assert story.when(time_is_up(10), time_is_up(10, "x")) == []


def test_what_may_be_repeated_is_asked_once_more_under_an_id_of_its_own(story: Story) -> None:
    story.given(asked(idempotent=True))
    given_up, again = story.when(time_is_up(10))
    assert given_up == TIMED_OUT
    assert isinstance(again, CommandRequested)
    assert (again.attempt, again.retry_of, again.arguments) == (2, "a", {"level": 2})
    assert again.request_id != "a"


def test_the_second_attempt_is_the_last(story: Story) -> None:
    story.given(asked(idempotent=True))
    _, again = story.when(time_is_up(10))
    assert isinstance(again, CommandRequested)
    (last,) = story.when(time_is_up(20, again.request_id, position=3))
    assert last == CommandTimedOut(request_id=again.request_id, device="hvac_01", timeout_s=10.0)


def test_what_nobody_noticed_in_time_is_given_up_and_not_asked_once_more(story: Story) -> None:
    """No clock ran, or this is another hub's history: it is none of today's wishes."""
    story.given(asked(idempotent=True))
    late = time_is_up(10)
    late.time += timedelta(seconds=60)
    assert story.when(late) == [TIMED_OUT]
    assert len(story.state) == 0


def test_its_own_request_once_recorded_tells_it_nothing(story: Story) -> None:
    """Known from when it was decided: an answer that is read before the record counts."""
    story.given(asked(idempotent=True))
    _, again = story.when(time_is_up(10))
    assert isinstance(again, CommandRequested)
    story.given(answered(11, request_id=again.request_id))
    story.given(recorded(again, "device:hvac_01", 10, position=9))
    assert story.when(time_is_up(20, again.request_id)) == []


def test_the_same_cause_gives_the_same_second_attempt() -> None:
    def second() -> list[Payload]:
        return Story(Commanding()).given(asked(idempotent=True)).when(time_is_up(10))

    assert second() == second()


def test_what_comes_of_a_command_has_the_tags_of_its_request() -> None:
    state: State[Any] = State()
    Commanding().step(state, asked(idempotent=True))
    drafts: list[Draft] = list(Commanding().step(state, time_is_up(10)))
    assert all(one.subject == Subject("device:hvac_01") for one in drafts)
    again = drafts[1].data
    assert isinstance(again, CommandRequested)
    assert [set(one.tags) for one in drafts] == [
        {command_subject("a"), CYCLE},
        {command_subject(again.request_id), CYCLE},
    ]


def test_only_so_many_are_waited_for_and_none_is_left_without_an_outcome(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commanding, "MOST_OPEN", 2)
    story.given(asked(1, "b"), asked(0, "a"))
    assert story.when(asked(2, "c")) == [TIMED_OUT]
    assert set(story.state) == {"b", "c"}


def the_floors(event: Recorded) -> Recorded:
    event.source = handler_source(SafetyFloor.name, SafetyFloor.version)
    return event


def test_the_safety_floors_commands_are_the_last_to_be_given_up(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commanding, "MOST_OPEN", 2)
    story.given(the_floors(asked(0, "first")), asked(1, "a"))
    assert story.when(the_floors(asked(2, "second"))) == [TIMED_OUT]
    assert set(story.state) == {"first", "second"}
    assert story.when(asked(3, "a")) == [TIMED_OUT]
    assert set(story.state) == {"first", "second"}
    (given_up,) = story.when(the_floors(asked(4, "third")))
    assert isinstance(given_up, CommandTimedOut)
    assert given_up.request_id == "first"


def test_what_the_safety_floor_asks_for_once_more_is_its_own_too(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commanding, "MOST_OPEN", 1)
    story.given(the_floors(asked(0, "first", idempotent=True)))
    _, again = story.when(time_is_up(10, "first"))
    assert isinstance(again, CommandRequested)
    assert story.when(asked(11, "a")) == [TIMED_OUT]
    assert set(story.state) == {again.request_id}


def test_a_leaf_is_told_by_its_hub() -> None:
    draft = command_draft("hub_01.leaf_02", "set_state", {"state": "on"}, "a")
    wanted = draft.data
    assert isinstance(wanted, CommandRequested)
    assert draft.subject == Subject("device:hub_01")
    assert (wanted.device, wanted.tool) == ("hub_01", "leaf_command")
    assert wanted.arguments == {
        "leaf_id": "leaf_02",
        "command": "set_state",
        "args": {"state": "on"},
    }
    assert set(draft.tags) == {Subject("command:a"), Subject("device:hub_01.leaf_02")}


def timers_after(*events: Recorded) -> list[Due]:
    state: State[Any] = State()
    fold(CommandTimers(), state, events)
    return [one.timer() for one in state.rows().values()]


def test_a_timer_is_armed_until_there_is_an_outcome() -> None:
    armed = [Due("command_due:a", START + timedelta(seconds=10))]
    outcome = recorded(TIMED_OUT, "device:hvac_01", 10)
    assert timers_after(asked()) == armed
    assert timers_after(asked(), answered(2, device="evil_01")) == armed
    for settled in (answered(2), refused(2), outcome, time_is_up(10)):
        assert timers_after(asked(), settled) == []


def test_a_command_about_what_happened_long_ago_has_its_whole_time() -> None:
    """Its event says when its cause happened; its time begins when it could be read."""
    late = asked(idempotent=True)
    late.recorded_at = START + timedelta(seconds=60)
    assert timers_after(late) == [Due("command_due:a", START + timedelta(seconds=70))]
    commands: State[Any] = State()
    fold(Commands(), commands, [late])
    assert commands.rows()["a"].due == START + timedelta(seconds=70)
    story = Story(Commanding()).given(late)
    assert story.when(time_is_up(10)) == []
    given_up, again = story.when(time_is_up(70, position=3))
    assert given_up == TIMED_OUT
    assert isinstance(again, CommandRequested)
    assert len(story.when(time_is_up(80, again.request_id, position=4))) == 1


def test_a_second_attempt_times_out_though_the_clocks_differ() -> None:
    """What the log's clock says of its record may be a little before the timer of the first."""
    story = Story(Commanding()).given(asked(idempotent=True))
    _, again = story.when(time_is_up(10))
    assert isinstance(again, CommandRequested)
    assert len(story.when(time_is_up(19.5, again.request_id, position=3))) == 1


def test_no_timeout_is_longer_than_the_longest() -> None:
    assert timers_after(asked(timeout_s=1e9)) == [
        Due("command_due:a", START + timedelta(seconds=300))
    ]


happenings = st.lists(
    st.tuples(
        st.sampled_from(["asked", "answered", "stranger", "up"]),
        st.sampled_from("abc"),
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=40,
)


@given(happenings)
def test_whatever_happens_a_command_has_at_most_one_outcome(
    told: list[tuple[str, str, int, bool]],
) -> None:
    story, requested, settled = Story(Commanding()), set[str](), list[str]()
    for position, (what, name, at_s, idempotent) in enumerate(told, start=1):
        if what == "asked" and name in requested:
            continue
        event = {
            "asked": asked(at_s, name, position, idempotent=idempotent),
            "answered": answered(at_s, request_id=name),
            "stranger": answered(at_s, "evil_01", name),
            "up": time_is_up(at_s, name, position),
        }[what]
        requested |= {name} if what == "asked" else set()
        was_open = name in story.state
        made = story.when(event)
        settled += [one.request_id for one in made if isinstance(one, CommandTimedOut)]
        if what == "answered" and was_open:
            settled.append(name)
    assert len(settled) == len(set(settled))
    assert set(settled) <= requested
    assert requested == {one for one in requested if one in settled or one in story.state}
