"""What an act of the safety floor is made of: a task, a voice where people are, a record."""

import string

import pytest

from events import tasks, voice
from events.brain import SafetyActed
from events.timers import Fired
from handlers.safety.floor import SafetyFloor
from handlers.safety.measures import MEASURES, SPEECH_LIMIT
from handlers.tasks.duplicates import open_twin
from handlers.tasks.wishes import task_wished
from projections.tasks import task_of
from tests.unit.handlers.safety.happenings import of, people
from tests.unit.story import START, Story, reading


@pytest.fixture
def story() -> Story:
    return Story(SafetyFloor())


def test_a_task_asks_for_help_and_pays_well(story: Story) -> None:
    (task,) = of(tasks.Requested, story.when(reading("co2", 1_600, 0)))
    assert task.title == "CO2が高すぎるので換気してください"
    assert (task.zone, task.issue, task.urgency) == ("main", "co2_high", 4)
    assert (task.bounty_milli, task.task_types) == (2_000, ("safety", "urgent", "environment"))
    assert "1600ppm" in (task.description or "")


def test_acts_of_one_rule_are_one_task(story: Story) -> None:
    told = story.when(reading("co2", 1_600, 0), reading("co2", 2_100, 300))
    first, second = of(tasks.Requested, told)
    open_task = task_of(task_wished(first, 1, START), START)
    assert open_twin(second, [open_task]) is not None


def test_dangers_of_two_rules_are_two_tasks(story: Story) -> None:
    told = story.when(reading("co2", 1_600, 0), reading("temperature", 36.0, 1))
    first, second = of(tasks.Requested, told)
    assert open_twin(second, [task_of(task_wished(first, 1, START), START)]) is None


def test_it_is_said_in_the_zone_where_people_are(story: Story) -> None:
    story.given(people(2, 0))
    (said,) = of(voice.Requested, story.when(reading("temperature", 36.4, 5)))
    assert (said.purpose, said.tone, said.zone) == ("safety", "alert", "main")
    assert "36.4度" in (said.text or "")


def test_an_empty_zone_gets_a_task_and_no_voice(story: Story) -> None:
    story.given(people(2, 0), people(0, 60))
    told = story.when(reading("temperature", 36.0, 65))
    assert (len(of(tasks.Requested, told)), of(voice.Requested, told)) == (1, [])


def test_motion_is_people(story: Story) -> None:
    story.given(people(0, 0), reading("motion", 1, 2, device="pir_01"))
    assert of(voice.Requested, story.when(reading("co2", 1_600, 5)))


def test_a_zone_that_nothing_observes_is_not_taken_for_empty(story: Story) -> None:
    assert of(voice.Requested, story.when(reading("co2", 1_600, 0)))


def test_it_goes_on_in_quiet_hours() -> None:
    assert Fired.event_type not in SafetyFloor.handles


def test_no_act_is_announced_under_the_name_of_another(story: Story) -> None:
    told = story.when(*(reading("co2", 1_600, at) for at in (0, 300, 600)))
    assert of(voice.Requested, told)[0].utterance.startswith("safety-co2_high-")


def test_the_record_says_what_was_done(story: Story) -> None:
    act, task, said = story.when(reading("humidity", 90.0, 0))
    assert isinstance(act, SafetyActed)
    assert isinstance(task, tasks.Requested)
    assert isinstance(said, voice.Requested)
    assert act.action == {"task": task.title, "voice": said.text}


def test_an_empty_zones_record_has_no_voice(story: Story) -> None:
    story.given(people(0, 0))
    (act,) = of(SafetyActed, story.when(reading("humidity", 90.0, 1)))
    assert list(act.action) == ["task"]


@pytest.mark.parametrize("rule", sorted(MEASURES))
def test_what_is_said_is_short_at_any_value(rule: str) -> None:
    measure = {str(name): one for name, one in MEASURES.items()}[rule]
    for value in (-60.0, 0.0, 100.0, 40_000.0):
        assert 0 < len(measure.speech(value, again=True)) <= SPEECH_LIMIT
    fields = {name for _, name, _, _ in string.Formatter().parse(measure.said) if name}
    assert fields <= {"value"}, "nobody's words are said aloud"
