"""Doors and motion are states; people are who the observers say."""

import pytest

from events.envelope import Recorded
from events.vision import ActivityObserved, OccupancyObserved
from events.zones import DoorClosed, DoorOpened, PersonEntered, PersonExited, SedentaryNoticed
from handlers.world.doors import DoorReactor
from handlers.world.presence import PresenceReactor
from tests.unit.story import Story, reading, recorded


@pytest.fixture
def doors() -> Story:
    return Story(DoorReactor())


@pytest.fixture
def presence() -> Story:
    return Story(PresenceReactor())


def seen(count: int, at_s: float, camera: str = "cam") -> Recorded:
    data = OccupancyObserved(zone="main", person_count=count, camera=camera)
    return recorded(data, "zone:main", at_s)


def sitting(duration_s: float, at_s: float, count: int = 1) -> Recorded:
    data = ActivityObserved(
        zone="main", person_count=count, posture_status="static", posture_duration_s=duration_s
    )
    return recorded(data, "zone:main", at_s)


def test_the_first_report_of_a_door_is_no_change(doors: Story) -> None:
    assert doors.when(reading("door", 1, 0)) == []


def test_a_door_opens_and_closes_at_once(doors: Story) -> None:
    doors.given(reading("door", 0, 0))
    assert doors.when(reading("door", 1, 5)) == [DoorOpened(zone="main", device="env_01")]
    assert doors.when(reading("door", 1, 10)) == []
    assert doors.when(reading("door", 0, 15)) == [DoorClosed(zone="main", device="env_01")]


@pytest.mark.parametrize(("word", "opens"), [("open", True), ("ON", True), ("closed", False)])
def test_words_for_a_doors_state_are_understood(doors: Story, word: str, opens: bool) -> None:
    doors.given(reading("door", not opens, 0))
    assert [type(one) for one in doors.when(reading("door", word, 5))] == [
        DoorOpened if opens else DoorClosed
    ]


@pytest.mark.parametrize("word", ["unavailable", "unknown", "", "ajar?"])
def test_a_word_that_is_neither_open_nor_closed_moves_no_door(doors: Story, word: str) -> None:
    doors.given(reading("door", 0, 0))
    assert doors.when(reading("door", word, 5), reading("door", 0, 10)) == []
    assert doors.when(reading("door", 1, 15)) == [DoorOpened(zone="main", device="env_01")]


def test_people_enter_and_leave(presence: Story) -> None:
    assert presence.when(seen(2, 0)) == [PersonEntered(zone="main", count=2, previous=0)]
    assert presence.when(seen(2, 5)) == []
    assert presence.when(seen(1, 10)) == [PersonExited(zone="main", count=1, previous=2)]


def test_two_cameras_do_not_fight(presence: Story) -> None:
    presence.given(seen(2, 0, "a"))
    assert presence.when(seen(0, 1, "b"), seen(2, 5, "a"), seen(0, 6, "b")) == []


def test_a_camera_that_fell_silent_has_no_say(presence: Story) -> None:
    presence.given(seen(3, 0, "dead"), seen(0, 30, "alive"))
    (left,) = presence.when(seen(0, 65, "alive"))
    assert left == PersonExited(zone="main", count=0, previous=3)


def test_motion_makes_an_empty_room_hold_somebody_and_is_not_sticky(presence: Story) -> None:
    assert presence.when(reading("motion", 1, 0)) == [
        PersonEntered(zone="main", count=1, previous=0)
    ]
    assert presence.when(reading("motion", 0, 5)) == [
        PersonExited(zone="main", count=0, previous=1)
    ]


def test_motion_adds_nobody_to_those_a_camera_sees(presence: Story) -> None:
    presence.given(seen(2, 0))
    assert presence.when(reading("motion", 1, 1)) == []


def test_sitting_still_for_half_an_hour_is_noticed_once_an_hour(presence: Story) -> None:
    presence.given(sitting(1_700, 0))
    assert presence.when(sitting(1_800, 100)) == [SedentaryNoticed(zone="main", duration_s=1_800)]
    assert presence.when(sitting(3_000, 1_300)) == []
    assert [type(one) for one in presence.when(sitting(5_400, 3_700))] == [SedentaryNoticed]


def test_nobody_sits_in_an_empty_room(presence: Story) -> None:
    assert presence.when(sitting(9_000, 0, count=0)) == []
