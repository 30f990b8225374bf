"""Devices come, go and run down."""

import pytest

from events.devices import BatteryLow, CameOnline, HeartbeatReceived, WentOffline
from events.envelope import Recorded
from events.timers import Fired
from handlers.liveness import LivenessReactor
from projections.projection import State
from projections.runtime import fold
from projections.timers import SILENCE, DeviceTimers, Due, fired
from tests.unit.story import START, Story, reading, recorded

SILENCE_S = SILENCE.total_seconds()


@pytest.fixture
def story() -> Story:
    return Story(LivenessReactor())


def heartbeat(at_s: float, status: str = "online", battery_mv: float | None = None) -> Recorded:
    data = HeartbeatReceived(device="env_01", status=status, battery_mv=battery_mv)
    return recorded(data, "device:env_01", at_s)


def silence(heard_s: float) -> Recorded:
    due = START + SILENCE + (recorded(Fired(timer="x", due=START), "timer:x", heard_s).time - START)
    data = Fired(timer="device_silent:env_01", due=due)
    return recorded(data, "timer:device_silent:env_01", heard_s + SILENCE_S)


def test_a_device_that_speaks_for_the_first_time_came_online(story: Story) -> None:
    assert story.when(heartbeat(0)) == [CameOnline(device="env_01")]
    assert story.when(reading("co2", 500, 5)) == []


def test_two_minutes_of_silence_are_an_absence(story: Story) -> None:
    story.given(heartbeat(0))
    (gone,) = story.when(silence(0))
    assert gone == WentOffline(device="env_01", silent_s=SILENCE_S)


def test_a_timer_that_the_device_outran_means_nothing(story: Story) -> None:
    story.given(heartbeat(0), heartbeat(60))
    assert story.when(silence(0)) == []


def test_a_last_will_is_an_absence_at_once_and_told_once(story: Story) -> None:
    story.given(heartbeat(0))
    assert [type(one) for one in story.when(heartbeat(10, "offline"))] == [WentOffline]
    assert story.when(silence(0)) == []


def test_a_device_that_comes_back_says_for_how_long_it_was_away(story: Story) -> None:
    story.given(heartbeat(0), silence(0))
    assert story.when(heartbeat(300)) == [CameOnline(device="env_01", offline_s=300.0)]


def test_a_low_battery_is_told_once_until_it_was_charged(story: Story) -> None:
    story.given(heartbeat(0, battery_mv=3_000))
    low = BatteryLow(device="env_01", battery_mv=2_300, limit_mv=2_400)
    assert story.when(heartbeat(60, battery_mv=2_300)) == [low]
    assert story.when(heartbeat(120, battery_mv=2_350)) == []
    story.given(heartbeat(180, battery_mv=2_700))
    assert [type(one) for one in story.when(heartbeat(240, battery_mv=2_000))] == [BatteryLow]


def test_no_battery_at_all_is_not_a_low_one(story: Story) -> None:
    story.given(heartbeat(0))
    assert story.when(heartbeat(60, battery_mv=0)) == []


def test_a_timer_is_armed_by_every_word_and_gone_when_it_fired() -> None:
    state: State[Due] = State()
    fold(DeviceTimers(), state, [heartbeat(0), reading("co2", 500, 60)])
    (armed,) = state.rows().values()
    assert armed == Due("device_silent:env_01", START + SILENCE + (heartbeat(60).time - START))
    event = fired(armed, armed.due)
    fold(DeviceTimers(), state, [recorded(event.data, event.subject, 180)])
    assert len(state) == 0


def test_two_clocks_give_a_timer_the_same_id() -> None:
    due = Due("device_silent:env_01", START)
    assert fired(due, START).id == fired(due, START + SILENCE).id
