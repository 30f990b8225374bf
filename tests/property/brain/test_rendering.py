"""What is told of an office keeps to its budget, whatever it has to leave out."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from events.brain import Language
from projections.brain.access import place_of
from projections.brain.fitting import Line, cut
from projections.brain.rendering import Telling, rendered
from projections.brain.seeing import sounding_alarms, soundings
from projections.brain.tokens import tokens_in
from projections.brain.wording import WORDS
from tests.unit.brain_story import BrainStory
from tests.unit.story import START

languages = st.sampled_from(sorted(WORDS))


@settings(max_examples=60, deadline=None)
@given(st.integers(128, 3_000), st.integers(0, 60), st.integers(0, 40), languages)
def test_the_budget_holds_with_all_that_is_counted(
    budget: int, rooms: int, devices: int, language: Language
) -> None:
    story = BrainStory().configured()
    for number in range(rooms):
        story.warm(f"room_{number:02d}", 30.0)
    for number in range(devices):
        story.device(f"lamp_{number:02d}", "set_power", zone=f"room_{number % 7:02d}")
    now = START + timedelta(seconds=story.at_s)
    text = rendered(story.state, Telling(now, WORDS[language], budget)).text
    assert tokens_in(text) <= budget


@given(st.lists(st.text("ab漢字 ", max_size=40).map(Line), max_size=40), st.integers(8, 200))
def test_lines_and_what_is_said_of_the_others_keep_to_their_budget(
    lines: list[Line], budget: int
) -> None:
    told = cut(lines, "(and {count} more)", budget).text
    assert tokens_in(told) <= budget


values = st.one_of(st.floats(-1e3, 1e3), st.booleans(), st.sampled_from(["broken", "21.5"]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(values, st.floats(0, 900)), min_size=1, max_size=6), st.floats(0, 900))
def test_an_alarm_counts_exactly_where_it_has_a_value(
    said: list[tuple[float | bool | str, float]], after_s: float
) -> None:
    story = BrainStory().configured().warm()
    for number, (value, wait_s) in enumerate(said):
        story.at_s += wait_s
        story.measure("main", "temperature", value, device=f"env_{number:02d}")
    now, place = START + timedelta(seconds=story.at_s + after_s), place_of(story.state, "main")
    told = [one.alarm for one in soundings(story.state, place, now)]
    assert sounding_alarms(story.state, place, now) == told
