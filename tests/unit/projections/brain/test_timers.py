"""When the brain thinks next: after what is noteworthy, not too often, and never for nothing."""

from datetime import timedelta

from events.devices import StateReported
from events.tasks import Completed, Created, Requested
from projections.task_timers import Pace
from projections.timers import Due
from tests.unit.brain_story import CONFIGURED
from tests.unit.projections.brain.agendas import CROSSED, ENTERED, LEFT, NOBODY, SAT, Agenda
from tests.unit.story import START


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
