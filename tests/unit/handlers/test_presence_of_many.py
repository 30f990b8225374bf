"""Observers and motion sensors choose their names: what is kept of them is bounded."""

from events.envelope import Recorded
from events.vision import OccupancyObserved
from handlers.world.presence import PresenceReactor
from projections.speakers import SPEAKERS_LIMIT
from tests.unit.story import Story, reading, recorded


def seen(count: int, at_s: float, camera: str) -> Recorded:
    data = OccupancyObserved(zone="main", person_count=count, camera=camera)
    return recorded(data, "zone:main", at_s)


def test_observers_and_sensors_that_fell_silent_are_forgotten() -> None:
    story = Story(PresenceReactor())
    story.given(*(seen(1, n * 600, f"cam_{n}") for n in range(20)))
    story.given(*(reading("motion", 1, n * 600, device=f"pir_{n}") for n in range(20)))
    row = story.state.rows()["main"]
    assert (list(row.observers), list(row.motions)) == (["cam_19"], ["motion/pir_19"])


def test_of_more_names_than_a_zone_can_have_those_heard_last_are_kept() -> None:
    story = Story(PresenceReactor())
    story.given(*(seen(0, n / 10, f"cam_{n}") for n in range(3 * SPEAKERS_LIMIT)))
    story.given(*(reading("motion", 0, 30, device=f"pir_{n}") for n in range(3 * SPEAKERS_LIMIT)))
    row = story.state.rows()["main"]
    assert len(row.observers) == SPEAKERS_LIMIT
    assert f"cam_{3 * SPEAKERS_LIMIT - 1}" in row.observers
    assert len(row.motions) == SPEAKERS_LIMIT
