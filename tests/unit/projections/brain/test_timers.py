"""When the brain thinks next: after what is noteworthy, not too often, and never for nothing."""

from dataclasses import MISSING, fields
from datetime import timedelta
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from events.brain import CycleFinished, CycleStarted
from events.devices import StateReported
from events.envelope import Recorded
from events.payload import Payload
from events.tasks import Completed, Created, Requested
from events.timers import Fired
from events.vision import OccupancyObserved
from events.zones import PersonEntered, PersonExited, SedentaryNoticed, ThresholdCrossed
from projections.armed import PACE
from projections.brain import agenda as brain_agenda
from projections.brain.headcounts import Headcount, Headcounts
from projections.brain.timers import BrainTimers, Followed, LastState, due_thoughts
from projections.projection import State
from projections.task_timers import Pace
from projections.timers import Due
from tests.unit.brain_story import CONFIGURED
from tests.unit.story import START, recorded

CROSSED = ThresholdCrossed(
    zone="main", channel="co2", value=1_200.0, threshold=1_000.0, bound="above"
)
ENTERED = PersonEntered(zone="main", count=1, previous=0)
LEFT = PersonExited(zone="main", count=0, previous=1)
SAT = SedentaryNoticed(zone="main", duration_s=1_900.0)
NOBODY = OccupancyObserved(zone="main", person_count=0, camera="cam")


class Agenda:
    """What was told so far."""

    def __init__(self, pace: Pace = PACE) -> None:
        self.pace = pace
        self.state: State[object] = State()
        self.position = 0

    def tell(self, data: Payload, at_s: float, **attributes: object) -> Recorded:
        self.position += 1
        event = recorded(data, "zone:main", at_s, position=self.position)
        for name, value in attributes.items():
            setattr(event, name, value)
        BrainTimers().apply(self.state, event)
        return event

    def fire(self, at_s: float, purpose: str = "brain_batch") -> str:
        """The cycle's name, if one begins."""
        return str(self.tell(Fired(timer=f"{purpose}:next", due=START), at_s).id)

    def begin(self, cycle: str, at_s: float, late_s: float = 0.0) -> None:
        heard_at = START + timedelta(seconds=at_s + late_s)
        self.tell(CycleStarted(cycle=cycle, trigger="event"), at_s, recorded_at=heard_at)

    def end(self, cycle: str, at_s: float, outcome: str = "idle") -> None:
        told = {"cycle": cycle, "steps": 1, "outcome": outcome}
        self.tell(CycleFinished.model_validate(told), at_s)

    @property
    def due(self) -> Due | None:
        return next(due_thoughts(self.state.rows(), self.pace), None)

    def expect(self, purpose: str, at_s: float) -> None:
        assert self.due == Due(f"{purpose}:next", START + timedelta(seconds=at_s))


def test_silence_arms_nothing() -> None:
    assert Agenda().due is None


def test_three_seconds_after_the_first_of_what_is_noteworthy() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 10)
    agenda.tell(CROSSED, 12)
    agenda.expect("brain_batch", 13)


def test_at_least_25_seconds_after_the_last_cycle_began() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 10)
    agenda.fire(13)
    assert agenda.due is None
    agenda.tell(CROSSED, 15)
    agenda.expect("brain_batch", 38)


def test_what_comes_with_the_start_does_not_hold_up_the_first_warning() -> None:
    agenda = Agenda()
    agenda.tell(CONFIGURED, 0)
    agenda.tell(ENTERED, 1)
    agenda.expect("brain_poll", 30)
    agenda.tell(CROSSED, 5)
    agenda.expect("brain_batch", 8)


def test_how_long_it_gathers_and_rests_is_configured() -> None:
    agenda = Agenda(Pace(brain_batch=timedelta(0), brain_apart=timedelta(seconds=7)))
    agenda.tell(CROSSED, 10)
    agenda.expect("brain_batch", 10)
    agenda.fire(10)
    agenda.tell(CROSSED, 12)
    agenda.expect("brain_batch", 17)


def test_a_lesser_change_waits_for_the_next_look() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 10)
    agenda.fire(13)
    agenda.tell(ENTERED, 20)
    agenda.expect("brain_poll", 43)


def test_while_a_cycle_runs_only_its_end_is_waited_for() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 10)
    cycle = agenda.fire(13)
    agenda.begin(cycle, 13)
    agenda.tell(CROSSED, 20)
    assert agenda.due == Due(f"brain_cycle:{cycle}", START + timedelta(seconds=13 + 900))
    agenda.end(cycle, 30)
    agenda.expect("brain_batch", 38)


def test_in_an_empty_building_only_warnings_wake_it() -> None:
    agenda = Agenda()
    agenda.tell(ENTERED, 1)
    agenda.tell(LEFT, 2)
    agenda.tell(SAT, 3)
    for at_s in range(60, 1_200, 60):
        agenda.tell(NOBODY, at_s)
        assert agenda.due is not None
        assert agenda.due.due > START + timedelta(seconds=at_s + 500)
    agenda.tell(CROSSED, 1_200)
    agenda.expect("brain_batch", 1_203)


def test_a_building_is_not_called_empty_once_nobody_has_looked_for_long() -> None:
    agenda = Agenda()
    agenda.tell(ENTERED, 1)
    agenda.tell(LEFT, 2)
    agenda.tell(SAT, 3)
    agenda.expect("brain_batch", 602)
    agenda.tell(NOBODY, 60)
    agenda.expect("brain_batch", 660)


def test_a_camera_that_died_after_it_saw_somebody_keeps_no_building_from_being_empty() -> None:
    agenda = Agenda()
    agenda.tell(ENTERED.model_copy(update={"zone": "lab"}), 1)
    agenda.fire(4, "brain_poll")
    agenda.tell(NOBODY, 700)
    agenda.tell(SAT, 701)
    agenda.expect("brain_batch", 1_300)


def test_a_building_in_which_nobody_was_ever_seen_is_not_called_empty() -> None:
    agenda = Agenda()
    agenda.tell(SAT, 3)
    agenda.expect("brain_batch", 6)


def test_a_state_that_was_reported_before_is_no_change() -> None:
    agenda = Agenda()
    report = StateReported(device="hvac_01", device_type="hvac", state={"power": "on"})
    agenda.tell(report, 1)
    agenda.fire(4, "brain_poll")
    agenda.tell(report, 40)
    assert agenda.due is None
    agenda.tell(report.model_copy(update={"state": {"power": "off"}}), 50)
    agenda.expect("brain_poll", 50)


def test_the_report_of_a_task_of_its_own_is_noteworthy_and_of_another_not() -> None:
    agenda = Agenda()
    own = agenda.tell(Requested(title="窓"), 1, source="/handlers/brain/1")
    other = agenda.tell(Requested(title="掃除"), 2, source="/services/backend")
    created = {"title": "x", "bounty_milli": 1, "bounty_xp": 1, "urgency": 2}
    agenda.tell(Created(task=1, **created), 3, causation_id=own.id)
    agenda.tell(Created(task=2, **created), 3, causation_id=other.id)
    agenda.tell(Completed(task=2), 10)
    assert agenda.due is None
    agenda.tell(Completed(task=1), 20)
    agenda.expect("brain_batch", 23)


def test_a_device_whose_clock_is_fast_holds_nobody_up() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 300, recorded_at=START + timedelta(seconds=1))
    agenda.expect("brain_batch", 4)


def test_what_came_to_nothing_is_thought_about_again_later_and_later() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 10)
    began_s = 13.0
    for pause_s in (30, 60, 120):
        cycle = agenda.fire(began_s)
        agenda.begin(cycle, began_s)
        agenda.end(cycle, began_s + 1, "unanswered")
        agenda.expect("brain_batch", began_s + 1 + pause_s)
        began_s += 1 + pause_s
    cycle = agenda.fire(began_s)
    agenda.begin(cycle, began_s)
    agenda.end(cycle, began_s + 1)
    assert agenda.due is None


def test_a_look_that_came_to_nothing_is_a_look_again_and_waits_for_people() -> None:
    agenda = Agenda()
    agenda.tell(ENTERED, 0)
    cycle = agenda.fire(3, "brain_poll")
    agenda.begin(cycle, 3)
    agenda.end(cycle, 5, "unanswered")
    agenda.expect("brain_poll", 35)
    agenda.tell(LEFT, 6)
    agenda.expect("brain_poll", 606)


def test_a_change_does_not_ask_a_model_that_fails_any_sooner() -> None:
    agenda = Agenda()
    began_s = 0.0
    agenda.tell(CROSSED, began_s)
    for _ in range(5):
        cycle = agenda.fire(began_s)
        agenda.begin(cycle, began_s)
        agenda.end(cycle, began_s + 1, "unanswered")
        assert agenda.due is not None
        began_s = (agenda.due.due - START).total_seconds()
    agenda.tell(ENTERED, began_s - 400)
    agenda.expect("brain_batch", began_s)


def test_what_came_to_nothing_is_done_with_once_a_cycle_thought_about_it() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 0)
    first = agenda.fire(3)
    agenda.begin(first, 3)
    agenda.tell(CROSSED, 400)
    agenda.tell(Fired(timer=f"brain_cycle:{first}", due=START), 903)
    second = agenda.fire(903.1)
    agenda.end(first, 903, "abandoned")
    agenda.begin(second, 903.1)
    agenda.end(second, 905)
    assert agenda.due is None


def test_a_warning_whose_firing_was_passed_over_is_not_lost() -> None:
    """The loop is so far behind that the timer fired twice before the first cycle began."""
    agenda = Agenda()
    agenda.tell(CROSSED, 0)
    first = agenda.fire(3)
    agenda.tell(CROSSED, 20)
    agenda.fire(28)
    agenda.begin(first, 3, late_s=28)
    agenda.end(first, 33)
    agenda.expect("brain_batch", 53)


def test_what_was_passed_over_is_never_due_when_it_was_before() -> None:
    """A timer of the same name and due time is the same event, and would not fire again."""
    agenda = Agenda(Pace(brain_batch=timedelta(0), brain_apart=timedelta(0)))
    agenda.tell(CROSSED, 0)
    first = agenda.fire(0)
    agenda.tell(CROSSED, 20)
    agenda.fire(20)
    agenda.begin(first, 0, late_s=30)
    agenda.end(first, 33)
    agenda.expect("brain_batch", 33)


def test_what_nobody_could_think_about_is_thought_about_once_a_model_is_configured() -> None:
    """The timer fired before there was one, and its firing was passed over; nobody is there."""
    agenda = Agenda()
    agenda.tell(ENTERED, 0)
    agenda.tell(LEFT, 1)
    agenda.tell(CROSSED, 2)
    agenda.fire(5)
    agenda.tell(CONFIGURED, 100)
    agenda.expect("brain_batch", 103)


def test_a_running_cycle_goes_on_when_the_brain_is_configured_anew() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 0)
    cycle = agenda.fire(3)
    agenda.begin(cycle, 3)
    agenda.tell(CONFIGURED, 4)
    assert agenda.due == Due(f"brain_cycle:{cycle}", START + timedelta(seconds=3 + 900))


def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 3_600)
    cycle = agenda.fire(3_603)
    agenda.begin(cycle, 3_603)
    agenda.tell(SAT, 3_604)
    agenda.end(cycle, 3_605, "unanswered")
    agenda.tell(CROSSED, 10)
    agenda.expect("brain_batch", 35)


def test_a_cycle_during_which_the_clock_is_set_back_ends_in_time() -> None:
    agenda = Agenda()
    agenda.tell(CROSSED, 3_600)
    cycle = agenda.fire(3_603)
    agenda.begin(cycle, 3_603)
    agenda.tell(SAT, 10)
    assert agenda.due == Due(f"brain_cycle:{cycle}", START + timedelta(seconds=10 + 900))


def test_what_counts_and_measures_is_no_change() -> None:
    agenda = Agenda()
    power = {"energy_wh": 100, "power": "on", "power_w": 41.5, "read_at": "2026-03-02T09:00:00Z"}
    report = StateReported(device="plug_01", device_type="plug", state=power)
    agenda.tell(report, 1)
    agenda.fire(4, "brain_poll")
    later = {"energy_wh": 103, "power": "on", "power_w": 2, "read_at": "2026-03-02T09:10:30Z"}
    agenda.tell(report.model_copy(update={"state": later}), 40)
    assert agenda.due is None
    agenda.tell(report.model_copy(update={"state": {**later, "power": "off"}}), 50)
    agenda.expect("brain_poll", 50)


def test_the_timer_of_a_cycle_that_nobody_ended_fires_once() -> None:
    agenda = Agenda()
    agenda.begin("c", 13)
    agenda.tell(Fired(timer="brain_cycle:c", due=START), 13 + 900)
    assert agenda.due is None


KINDS = get_args(BrainTimers.row)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_known_by_a_field_that_it_always_has_and_no_other_has(kind: Any) -> None:
    always = (one.name for one in fields(kind) if one.default is one.default_factory is MISSING)
    others = {one.name for other in KINDS if other is not kind for one in fields(other)}
    assert set(always) - others


@pytest.mark.parametrize(
    "row",
    [
        brain_agenda.Agenda(brain_agenda.NONE),
        brain_agenda.Agenda(
            reasons=brain_agenda.Reasons(changed_at=START),
            firings=(brain_agenda.Firing("e", brain_agenda.Reasons(warned_at=START), START),),
            again_at=START,
        ),
        Headcounts({}),
        Headcounts({"main": Headcount(2, START)}, were_people=True),
        Followed(("task/1",)),
        LastState({"power": "on"}),
        LastState({}),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_row_comes_back_as_it_was(row: object) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(BrainTimers.row)
    again = adapter.validate_json(adapter.dump_json(row))
    assert type(again) is type(row)
    assert again == row
