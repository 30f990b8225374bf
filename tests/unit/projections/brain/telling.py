"""What the model would be told of a story."""

from datetime import timedelta

from projections.brain.rendering import Telling, rendered
from projections.brain.wording import JAPANESE
from tests.unit.brain_story import BrainStory
from tests.unit.story import START


def told(story: BrainStory, after_s: float = 0.0, budget: int = 2_048) -> str:
    now = START + timedelta(seconds=story.at_s + after_s)
    return rendered(story.state, Telling(now, JAPANESE, budget, 32_400)).text


def an_office() -> BrainStory:
    return BrainStory().configured()
