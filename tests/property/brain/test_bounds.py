"""However many names devices use, the context stays bounded and sound, and a rebuild agrees."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from events.devices import (
    CameOnline,
    HeartbeatReceived,
    Registered,
    StateReported,
    TrustChanged,
    WentOffline,
)
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections import roster
from projections.brain import places
from projections.brain.context import BrainContext
from projections.brain.rows import ContextRow, Gear, Place, Post
from projections.projection import State
from projections.roster import Kept
from projections.trust import Standing
from tests.unit.story import recorded

ROWS: TypeAdapter[Any] = TypeAdapter(ContextRow)
DEVICES, ZONES, CHANNELS = 3, 2, 3

devices = st.sampled_from([*(f"d{number}" for number in range(8)), "h.l", "Not a plain name"])
zones = st.sampled_from(["a", "b", "c", None])
tools = st.sampled_from([["set_power"], ["set_power"], []])
said = st.one_of(
    st.builds(CameOnline, device=devices, zone=zones),
    st.builds(WentOffline, device=devices, zone=zones, silent_s=st.just(0.0)),
    st.builds(TrustChanged, device=st.sampled_from(["d0", "d1"]), trusted=st.booleans()),
    st.builds(
        HeartbeatReceived,
        device=devices,
        zone=zones,
        status=st.sampled_from(["online", "offline"]),
        details=tools.map(lambda found: {"capabilities": found}),
    ),
    st.builds(Registered, device=devices, zone=zones, capabilities=tools.map(tuple)),
    st.builds(
        StateReported,
        device=devices,
        zone=zones,
        device_type=st.just("light"),
        state=st.just({"power": "on"}),
    ),
    st.builds(
        ReadingRecorded,
        zone=st.sampled_from(["a", "b", "c"]),
        channel=st.sampled_from(["temperature", "x", "y", "z", "w"]),
        value=st.just(1.0),
    ),
)
happenings = st.lists(st.tuples(said, st.integers(0, 4_000)), max_size=60)


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    with (
        mock.patch.multiple(roster, DEVICES_LIMIT=DEVICES, GIVING_WAY=2),
        mock.patch.multiple(places, ZONES_LIMIT=ZONES, ZONES_GIVING_WAY=1, CHANNELS_LIMIT=CHANNELS),
    ):
        yield


def events(told: list[tuple[Any, int]]) -> Iterator[Recorded]:
    at_s = 0
    for position, (data, later_s) in enumerate(told, start=1):
        at_s += later_s
        device = getattr(data, "device", "sensor")
        yield recorded(data, f"device:{device}", at_s, position=position)


def restored(state: State[Any], *, backwards: bool) -> State[Any]:
    """The state after a restart: its rows come back in whatever order."""
    rows = [(key, ROWS.dump_json(row)) for key, row in state.rows().items()]
    return State({key: ROWS.validate_json(row) for key, row in sorted(rows, reverse=backwards)})


@given(happenings, st.booleans())
@settings(deadline=None)
def test_live_and_rebuilt_agree_wherever_it_was_restarted(
    told: list[tuple[Any, int]], backwards: bool
) -> None:
    live: State[Any] = State()
    rebuilt: State[Any] = State()
    for event in events(told):
        live = restored(live, backwards=backwards)
        BrainContext().apply(live, event)
        BrainContext().apply(rebuilt, event)
    assert live.rows() == rebuilt.rows()


@given(happenings)
@settings(deadline=None)
def test_it_is_bounded_and_no_row_is_left_alone(told: list[tuple[Any, int]]) -> None:
    state: State[Any] = State()
    vouched: set[str] = set()
    for event in events(told):
        BrainContext().apply(state, event)
        if isinstance(event.data, TrustChanged):
            vouched.add(event.data.device)
        rows = state.rows()
        by_device = {kind: named(state, kind) for kind in (Standing, Gear, Post)}
        known = set().union(*by_device.values())
        kept = rows.get(roster.KEY, Kept(0))
        assert kept == Kept(len(known))
        assert len(known) <= DEVICES + len(vouched)
        assert vouched <= by_device[Standing]
        found = [one for one in rows.values() if isinstance(one, Place)]
        standing_in = [device for place in found for device in place.devices]
        assert sorted(standing_in) == sorted(by_device[Post])
        assert all(list(place.devices) == sorted(place.devices) for place in found)
        assert len(found) <= ZONES
        assert all(len(place.channels) <= CHANNELS for place in found)
        channels = {f"channel/{one.zone}/{channel}" for one in found for channel in one.channels}
        assert channels == {key for key in rows if key.startswith("channel/")}


def named(state: State[Any], kind: type) -> set[str]:
    return {key.partition("/")[2] for key, row in state.rows().items() if type(row) is kind}
