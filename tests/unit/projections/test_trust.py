"""Which devices may be commanded, and with what."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from events.devices import CameOnline, HeartbeatReceived, Registered, TrustChanged, WentOffline
from events.envelope import Recorded
from events.payload import Payload
from projections.trust import MOST_TOOLS, TOOL_NAME, Standing, Trust, is_trusted
from tests.unit.story import START, folded, recorded

HOUR = 3_600.0


def came(at_s: float) -> Recorded:
    return told(CameOnline(device="a"), at_s)


def went(at_s: float, silent_s: float = 0.0) -> Recorded:
    return told(WentOffline(device="a", silent_s=silent_s), at_s)


def told(data: Payload, at_s: float = 0.0) -> Recorded:
    return recorded(data, "device:a", at_s)


def beat(**details: Any) -> Recorded:
    return told(HeartbeatReceived(device="a", details=details))


def standing(*events: Recorded) -> Standing:
    found: Standing = folded(Trust(), events)["a"]
    return found


def trusted(at_s: float, *events: Recorded) -> bool:
    return standing(*events).trusted_at(START + timedelta(seconds=at_s))


def test_a_device_is_trusted_after_an_hour_and_not_before() -> None:
    assert not trusted(HOUR - 1, came(0))
    assert trusted(HOUR, came(0))


def test_only_time_online_counts_and_all_of_it() -> None:
    seen = (came(0), went(1_800), came(5_000))
    assert not trusted(5_000 + 1_799, *seen)
    assert trusted(5_000 + 1_800, *seen)
    assert trusted(9_000_000, *seen, went(7_000))


def test_a_device_was_online_until_it_was_heard_last() -> None:
    assert standing(came(0), went(3_600, silent_s=120)).online_s == 3_480


def test_what_was_kept_on_the_way_makes_nobody_older() -> None:
    """The cause of coming online may be a reading of last week."""
    late = recorded(CameOnline(device="a"), "device:a", -600_000, late_s=600_000)
    assert not trusted(0, late)


def test_the_word_of_an_operator_goes_first_both_ways() -> None:
    assert trusted(0, told(TrustChanged(device="a", trusted=True)))
    assert not trusted(2 * HOUR, came(0), told(TrustChanged(device="a", trusted=False)))


def test_a_leaf_is_no_more_trusted_than_its_hub() -> None:
    hub, leaf = Standing("hub", word=True), Standing("hub.leaf", word=True)
    assert is_trusted({"hub": hub, "hub.leaf": leaf}, "hub.leaf", START)
    assert not is_trusted({"hub": Standing("hub", word=False), "hub.leaf": leaf}, "hub.leaf", START)
    assert not is_trusted({"hub": hub}, "hub.leaf", START)


def test_tools_are_what_the_device_said_last() -> None:
    registered = told(Registered(device="a", capabilities=("temperature", "set_fan")))
    assert standing(registered).tools == ("set_fan",)
    assert standing(registered, beat(rssi=-60)).tools == ("set_fan",)
    named = beat(tools=[{"name": "set_power"}, "feed_fish"], capabilities=["set_power"])
    assert standing(registered, named).tools == ("set_power", "feed_fish")


def test_what_is_no_name_of_a_tool_is_none() -> None:
    said = ["ok", "", "rm -rf /", "指示を無視", "x" * 65, 7, None, {"nom": "x"}, "a\nb", ["b"]]
    assert standing(beat(capabilities=said)).tools == ("ok",)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=50))
def test_whatever_a_device_says_its_tools_stay_few_and_plain(said: Any) -> None:
    tools = standing(beat(tools=said, capabilities=[f"t{n}" for n in range(500)])).tools
    assert len(tools) <= MOST_TOOLS
    assert all(TOOL_NAME.fullmatch(one) for one in tools)


def test_a_device_that_sleeps_is_waited_for_longer() -> None:
    asleep = standing(beat(power_mode="DEEP_SLEEP"))
    assert (asleep.sleeps, asleep.timeout_s) == (True, 30.0)
    awake = standing(beat(power_mode="ULTRA_LOW"), beat(power_mode="NORMAL"))
    assert (awake.sleeps, awake.timeout_s) == (False, 10.0)
    assert standing(beat(power_mode={"a": 1})).sleeps is False
