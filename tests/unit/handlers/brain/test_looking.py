"""What the looking tools answer: the most important first, within a bound, and what is left out."""

from datetime import timedelta

from events.tasks import Created
from handlers.brain.looking import LOOK_TOKENS, looked
from handlers.tools import GetActiveTasks, GetZoneStatus, Tool
from projections.brain.tokens import tokens_in
from projections.brain.wording import ENGLISH
from tests.unit.brain_story import BrainStory
from tests.unit.story import START


def answer(story: BrainStory, tool: Tool) -> str:
    now = START + timedelta(seconds=story.at_s)
    return looked(story.state, tool, now, ENGLISH).text


def with_tasks(number: int, title: str) -> BrainStory:
    story = BrainStory().configured()
    for task in range(1, number + 1):
        made = Created(task=task, title=title, bounty_milli=1, bounty_xp=1, urgency=2)
        story.tell(made, f"task:{task}")
    return story


def test_a_zone_with_many_devices_is_told_within_its_bound() -> None:
    story = BrainStory().configured().warm()
    for number in range(300):
        story.device(f"lamp_{number:03d}", "set_power", "set_temperature")
    story.warm()
    told = answer(story, GetZoneStatus(zone_id="main"))
    lines = told.splitlines()
    assert tokens_in(told) <= LOOK_TOKENS
    assert lines[0] == "- main: temperature high 32.8°C (limit 26°C)"
    assert lines[1].startswith("- main: temperature 32.8°C")
    assert "temperature_high" in lines[2]
    shown = sum("lamp_" in one for one in lines if "set_power" in one)
    assert shown > 5
    assert lines[-1].startswith("(and ")


def test_every_open_task_is_listed() -> None:
    assert len(answer(with_tasks(30, "x"), GetActiveTasks()).splitlines()) == 30


def test_tasks_that_have_no_room_are_counted() -> None:
    lines = answer(with_tasks(60, "室温を下げてください"), GetActiveTasks()).splitlines()
    assert lines[-1] == f"(and {60 - len(lines) + 1} more)"


def test_no_task_is_told_as_none() -> None:
    assert answer(BrainStory().configured(), GetActiveTasks()) == ENGLISH.nothing
