"""Whatever sensors say, a room's number lies among their votes, or there is none."""

from datetime import timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from events.envelope import Recorded
from projections.fusion import WINDOW, Vote, fuse, is_plausible
from projections.zones import Zones, zone_at
from tests.unit.story import START, folded, reading

channels = st.sampled_from(["temperature", "humidity", "co2", "illuminance", "ph", "sound_level"])
ages = st.floats(-300, 2 * WINDOW.total_seconds())
extremes = st.sampled_from([0.0, 1.7e308, -1.7e308])
values = st.one_of(st.floats(-50, 50), st.floats(allow_nan=False, allow_infinity=False), extremes)
votes = st.lists(st.builds(Vote, values, ages), max_size=8)


@given(channels, votes)
def test_the_fused_value_lies_among_the_votes_that_count(channel: str, cast: list[Vote]) -> None:
    window_s = WINDOW.total_seconds()
    fresh = [vote.value for vote in cast if vote.age_s < window_s]
    counted = [value for value in fresh if is_plausible(channel, value)]
    fused = fuse(channel, cast)
    if not counted:
        assert fused is None
        return
    assert fused is not None
    slack = 1e-9 * max(abs(min(counted)), abs(max(counted)))
    assert min(counted) - slack <= fused <= max(counted) + slack


@given(channels, votes, st.randoms(use_true_random=False))
def test_the_order_of_sensors_means_nothing(channel: str, cast: list[Vote], chance: Random) -> None:
    shuffled = chance.sample(cast, len(cast))
    assert fuse(channel, shuffled) == fuse(channel, cast)


@given(st.lists(st.floats(20.0, 22.0), min_size=3, max_size=6), values, ages)
def test_one_broken_sensor_among_many_moves_the_room_not_at_all(
    honest: list[float], broken: float, age_s: float
) -> None:
    assume(abs(broken - 21.0) > 40.0)
    cast = [*(Vote(value, 1.0) for value in honest), Vote(broken, age_s)]
    fused = fuse("temperature", cast)
    assert fused == fuse("temperature", cast[:-1])


said = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), values, extremes, st.text(max_size=4))


@given(st.lists(st.tuples(said, st.integers(0, 900), st.sampled_from("abc")), max_size=12))
def test_a_room_can_be_looked_at_whatever_was_said_in_it(
    told: list[tuple[bool | float | str, int, str]],
) -> None:
    events: list[Recorded] = [
        reading(type(value).__name__, value, at_s, device=device) for value, at_s, device in told
    ]
    rows = folded(Zones(), events).values()
    for at_s in (0, 900, 3_000):
        view = zone_at("main", rows, (), START + timedelta(seconds=at_s))
        assert all(channel.sensors for channel in view.channels.values())
