"""However many leaves a hub has, and whatever they say, it moves a room as one sensor could."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from projections.fusion import Vote, fuse
from projections.hubs import counted, fuse_hubs, hub_of
from projections.speakers import SPEAKERS_LIMIT, others_heard
from tests.unit.story import START, reading

channels = st.sampled_from(["temperature", "humidity", "co2", "ph"])
one_vote = st.builds(Vote, st.floats(0, 100), st.floats(0, 900))
names = st.sampled_from(["a", "b", "c", "hub", *(f"hub.{n}" for n in range(5)), "d.1", "d.2"])
votes = st.dictionaries(names, one_vote, max_size=10)


@given(channels, st.lists(one_vote, max_size=6))
def test_without_leaves_it_is_the_votes_of_the_sensors(channel: str, cast: list[Vote]) -> None:
    named = {f"s{number}": vote for number, vote in enumerate(cast)}
    assert fuse_hubs(channel, named) == fuse(channel, cast)


@given(channels, st.lists(one_vote, min_size=1, max_size=6))
def test_a_hub_that_is_alone_is_believed_as_its_leaves_are(channel: str, cast: list[Vote]) -> None:
    named = {f"hub.{number}": vote for number, vote in enumerate(cast)}
    assert fuse_hubs(channel, named) == fuse(channel, cast)


@given(channels, votes, st.integers(1, 20))
def test_the_same_said_by_more_leaves_changes_nothing_where_others_outnumber_their_hub(
    channel: str, cast: dict[str, Vote], more: int
) -> None:
    vote = Vote(50.0, 0.0)
    cast |= {"p": Vote(20.0, 0.0), "q": Vote(20.0, 0.0)}
    few = {**cast, "evil.0": vote}
    many = {**few, **{f"evil.{leaf}": vote for leaf in range(more)}}
    assert fuse_hubs(channel, many) == fuse_hubs(channel, few)


@given(st.floats(20, 22), st.floats(20, 22), votes)
def test_leaves_move_no_room_that_two_sensors_agree_about(
    one: float, two: float, cast: dict[str, Vote]
) -> None:
    leaves = {f"evil.{name}": vote for name, vote in cast.items()}
    said = {"p": Vote(one, 0.0), "q": Vote(two, 0.0), **leaves}
    value = fuse_hubs("temperature", said)
    assert value is not None
    assert 16.0 <= value <= 26.0


@given(channels, votes)
def test_a_room_has_a_number_if_somebody_counts(channel: str, cast: dict[str, Vote]) -> None:
    heard = counted(channel, cast)
    value = fuse_hubs(channel, cast)
    assert (value is None) == (not heard)
    if value is not None:
        said = [cast[name].value for name in heard]
        assert min(said) - 1e-9 <= value <= max(said) + 1e-9


@given(st.lists(names, min_size=1, max_size=20))
def test_no_flood_of_leaves_pushes_out_another_hub(told: list[str]) -> None:
    known: dict[str, Recorded] = {}
    flood = [f"evil.{leaf}" for leaf in range(2 * SPEAKERS_LIMIT)]
    for at_s, name in enumerate([*told, *flood]):
        others = others_heard(known, name, START + timedelta(seconds=at_s))
        known = {**others, name: reading("co2", 600, at_s)}
    assert len(known) == SPEAKERS_LIMIT
    assert {hub_of(name) for name in told} <= {hub_of(name) for name in known}
