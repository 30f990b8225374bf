"""What nobody could think about is thought about later, whatever failed, lagged or was set back."""

from datetime import timedelta

from events.timers import Fired
from projections.task_timers import Pace
from projections.timers import Due
from tests.unit.brain_story import CONFIGURED
from tests.unit.projections.brain.agendas import CROSSED, ENTERED, LEFT, SAT, Agenda
from tests.unit.story import START


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


def test_the_timer_of_a_cycle_that_nobody_ended_fires_once() -> None:
    agenda = Agenda()
    agenda.begin("c", 13)
    agenda.tell(Fired(timer="brain_cycle:c", due=START), 13 + 900)
    assert agenda.due is None
