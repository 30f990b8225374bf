"""When the brain thinks next: after what is noteworthy, not too often, and never for nothing."""

from datetime import timedelta

from events.brain import CycleFinished, CycleStarted
from events.devices import StateReported
from events.envelope import Recorded
from events.payload import Payload
from events.tasks import Completed, Created, Requested
from events.timers import Fired
from events.zones import PersonEntered, PersonExited, SedentaryNoticed, ThresholdCrossed
from projections.armed import PACE
from projections.brain.timers import BrainTimers, due_thoughts
from projections.projection import State
from projections.task_timers import Pace
from projections.timers import Due
from tests.unit.story import START, recorded

CROSSED = ThresholdCrossed(
    zone="main", channel="co2", value=1_200.0, threshold=1_000.0, bound="above"
)
ENTERED = PersonEntered(zone="main", count=1, previous=0)
LEFT = PersonExited(zone="main", count=0, previous=1)
SAT = SedentaryNoticed(zone="main", duration_s=1_900.0)


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

    def fire(self, at_s: float, purpose: str = "brain_batch") -> None:
        self.tell(Fired(timer=f"{purpose}:next", due=START), at_s)

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
    agenda.fire(13)
    agenda.tell(CycleStarted(cycle="c", trigger="event"), 13)
    agenda.tell(CROSSED, 20)
    assert agenda.due == Due("brain_cycle:c", START + timedelta(seconds=13 + 900))
    agenda.tell(CycleFinished(cycle="c", steps=1, outcome="idle"), 30)
    agenda.expect("brain_batch", 38)


def test_in_an_empty_building_only_warnings_wake_it() -> None:
    agenda = Agenda()
    agenda.tell(ENTERED, 1)
    agenda.tell(LEFT, 2)
    agenda.tell(SAT, 3)
    assert agenda.due is None
    agenda.tell(CROSSED, 10)
    agenda.expect("brain_batch", 13)


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
        agenda.fire(began_s)
        agenda.tell(CycleStarted(cycle="c", trigger="event"), began_s)
        agenda.tell(CycleFinished(cycle="c", steps=1, outcome="unanswered"), began_s + 1)
        agenda.expect("brain_batch", began_s + 1 + pause_s)
        began_s += 1 + pause_s
    agenda.fire(began_s)
    agenda.tell(CycleStarted(cycle="d", trigger="event"), began_s)
    agenda.tell(CycleFinished(cycle="d", steps=1, outcome="idle"), began_s + 1)
    assert agenda.due is None


def test_the_timer_of_a_cycle_that_nobody_ended_fires_once() -> None:
    agenda = Agenda()
    agenda.tell(CycleStarted(cycle="c", trigger="event"), 13)
    agenda.tell(Fired(timer="brain_cycle:c", due=START), 13 + 900)
    assert agenda.due is None
