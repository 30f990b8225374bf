"""Who is thought to be in a room: view and reactor say the same, for as long as it is true."""

import pytest

from events.envelope import Recorded
from events.vision import ActivityObserved, OccupancyObserved
from handlers.world.presence import PresenceReactor
from tests.unit.story import Story, reading, recorded, room


def counted(count: int, at_s: float, **by: str) -> Recorded:
    return recorded(OccupancyObserved(zone="main", person_count=count, **by), "zone:main", at_s)


def active(at_s: float, count: int = 1, **seen: str) -> Recorded:
    data = ActivityObserved.model_validate({"zone": "main", "person_count": count} | seen)
    return recorded(data, "zone:main", at_s)


def people(*events: Recorded, at_s: float) -> int:
    """How many both think there are; the reactor is woken by a camera that sees nobody."""
    woken = (*events, counted(0, at_s, camera="elsewhere"))
    story = Story(PresenceReactor()).given(*woken)
    decided: int = story.state.rows()["main"].count
    assert room(*woken, at_s=at_s).occupancy.person_count == decided
    return decided


@pytest.mark.parametrize("channel", ["motion", "occupancy", "presence"])
def test_motion_is_motion_on_every_channel_that_tells_of_it(channel: str) -> None:
    assert people(reading(channel, 1, 0), at_s=1) == 1


@pytest.mark.parametrize("value", ["off", "OFF", "clear", "false", "0", 0, False])
def test_no_motion_is_no_motion_in_every_word_for_it(value: float | bool | str) -> None:
    assert people(reading("motion", "on", 0), reading("motion", value, 1), at_s=2) == 0


@pytest.mark.parametrize("word", ["unavailable", "unknown", "", "ready"])
def test_a_word_that_is_neither_makes_no_person(word: str) -> None:
    assert people(reading("motion", word, 0), at_s=1) == 0
    assert people(reading("motion", 1, 0), reading("motion", word, 1), at_s=2) == 0


def test_the_channels_of_one_device_do_not_contradict_each_other() -> None:
    mmwave = (reading("presence", True, 0), reading("motion", False, 1))
    assert people(*mmwave, at_s=2) == 1


def test_a_motion_sensor_that_reports_changes_only_is_believed_until_it_says_otherwise() -> None:
    assert people(reading("motion", True, 0), at_s=599) == 1
    assert people(reading("motion", True, 0), at_s=600) == 0
    assert people(reading("motion", True, 0), reading("motion", 0, 61), at_s=62) == 0


def test_a_detector_that_reports_changes_only_is_believed_until_it_says_otherwise() -> None:
    entered = counted(2, 0, camera="front", observer="frigate")
    assert people(entered, at_s=599) == 2
    assert people(entered, at_s=600) == 0
    assert people(entered, counted(0, 61, camera="front", observer="frigate"), at_s=62) == 0


def test_a_person_that_a_detector_follows_stays_until_gone() -> None:
    entered = counted(1, 0, observer="frigate_events/front")
    assert people(entered, at_s=300) == 1


def test_a_camera_that_reports_every_few_seconds_is_believed_for_a_minute() -> None:
    assert people(counted(2, 0, camera="front", observer="occupancy"), at_s=59) == 2
    assert people(counted(2, 0, camera="front", observer="occupancy"), at_s=60) == 0


def test_what_people_do_is_known_without_their_posture() -> None:
    assert room(active(0, activity_class="high"), at_s=1).occupancy.activity_class == "high"


def test_nobody_does_anything_in_an_empty_room() -> None:
    seen = active(0, count=0, activity_class="high", posture_status="static")
    assert room(seen, at_s=1).occupancy.activity_class is None


def test_what_people_do_is_what_was_seen_last() -> None:
    earlier = active(0, activity_class="low", posture_status="static", monitor="a")
    later = active(5, activity_class="high", monitor="b")
    occupancy = room(earlier, later, at_s=6).occupancy
    assert (occupancy.activity_class, occupancy.posture_status) == ("high", "static")
