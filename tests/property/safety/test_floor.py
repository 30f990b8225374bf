"""Whatever sensors say: a danger is acted on within the event that shows it, never in a flutter.

A zone's value is worked out here anew from all readings so far, as `projections.fusion` has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from events.brain import SafetyActed
from events.devices import CommandRequested
from events.envelope import Recorded, caused_events
from events.telemetry import ReadingRecorded
from handlers.safety.floor import SafetyFloor
from handlers.safety.limits import DEFAULT_LIMITS
from handlers.safety.shelves import Row
from projections.fusion import Vote, fuse
from projections.projection import State
from tests.unit.handlers.safety.happenings import HVAC, installed, offline, online, people
from tests.unit.story import reading

COOLDOWN_S = DEFAULT_LIMITS.cooldown_s

zones = st.sampled_from(["main", "lab"])
devices = st.sampled_from(["a", "b", "c"])
values = {
    "temperature": st.floats(0, 45).map(lambda value: round(value, 1)),
    "humidity": st.floats(0, 100).map(lambda value: round(value, 1)),
    "co2": st.integers(300, 2_500),
}


@st.composite
def measured(draw: st.DrawFn, at_s: float) -> Recorded:
    channel = draw(st.sampled_from(sorted(values)))
    late_s = draw(st.sampled_from([0.0, 0.0, 0.0, 5.0, 700.0]))
    device, zone = draw(devices), draw(zones)
    value = draw(values[channel])
    return reading(channel, value, at_s - late_s, device=device, zone=zone, late_s=late_s)


@st.composite
def stories(draw: st.DrawFn) -> list[Recorded]:
    """Readings, people and devices, in the order in which they were recorded."""
    told, now = [*installed("hvac_01", *HVAC)], 0.0
    for _ in range(draw(st.integers(1, 60))):
        now += draw(st.sampled_from([0.0, 0.5, 10.0, 100.0, 299.0, 300.0, 601.0]))
        zone, device = draw(zones), draw(st.sampled_from(["a", "b", "hvac_01"]))
        told.append(
            draw(
                st.one_of(
                    measured(now),
                    measured(now),
                    measured(now),
                    st.integers(0, 2).map(partial(people, at_s=now, zone=zone)),
                    st.just(offline(device, now, silent_s=5, zone=zone)),
                    st.just(online(device, now, zone=zone)),
                )
            )
        )
    return [_numbered(event, at) for at, event in enumerate(told, 1)]


def _numbered(event: Recorded, position: int) -> Recorded:
    event.id = type(event.id)(int=position)
    return event


@dataclass
class Air:
    """What the sensors of every zone and channel said last."""

    last: dict[tuple[str, str], dict[str, tuple[float, Recorded]]] = field(default_factory=dict)

    def value(self, event: Recorded) -> float | None:
        """The zone's value, if this event is a reading that counts."""
        said = event.data
        if not isinstance(said, ReadingRecorded):
            return None
        if (event.recorded_at - event.time).total_seconds() >= 600:
            return None
        sensors = self.last.setdefault((said.zone, said.channel), {})
        known = sensors.get(event.subject.name)
        if known is not None and event.time < known[1].time:
            return None
        sensors[event.subject.name] = (float(said.value), event)
        votes = [
            Vote(value, (event.time - of.time).total_seconds()) for value, of in sensors.values()
        ]
        return fuse(said.channel, votes)


def acts(floor: SafetyFloor, state: State[Row], events: Sequence[Recorded]) -> list[SafetyActed]:
    return [
        draft.data
        for event in events
        for draft in floor.step(state, event)
        if isinstance(draft.data, SafetyActed)
    ]


@given(stories())
def test_a_danger_is_acted_on_at_once_unless_that_was_done_just_now(told: list[Recorded]) -> None:
    floor, state, air = SafetyFloor(), State[Row](), Air()
    acted_at: dict[tuple[str, str], float] = {}
    for event in told:
        value, now = air.value(event), event.time.timestamp()
        found = {act.rule: act for act in acts(floor, state, [event]) if act.channel}
        expected = set()
        for danger in DEFAULT_LIMITS.dangers:
            said = event.data
            if value is None or not isinstance(said, ReadingRecorded):
                continue
            if danger.channel != said.channel or not danger.is_reached(value):
                continue
            key = (danger.rule, said.zone)
            if now - acted_at.get(key, -1e12) >= COOLDOWN_S:
                acted_at[key] = now
                expected.add(danger.rule)
        assert found.keys() == expected
        assert all(act.value == value for act in found.values())


@given(stories())
def test_no_rule_acts_twice_in_a_zone_within_the_cooldown(told: list[Recorded]) -> None:
    floor, state = SafetyFloor(), State[Row]()
    last: dict[tuple[str, str], float] = {}
    for event in told:
        for act in acts(floor, state, [event]):
            key, now = (act.rule, act.zone), event.time.timestamp()
            assert now - last.get(key, -1e12) >= COOLDOWN_S
            last[key] = now


@given(stories())
def test_the_same_story_has_the_same_outcome(told: list[Recorded]) -> None:
    def outcome() -> list[tuple[object, ...]]:
        floor, state = SafetyFloor(), State[Row]()
        return [
            (made.id, made.subject, made.tags, made.data.to_json())
            for event in told
            for made in caused_events(event, floor.name, floor.step(state, event))
        ]

    made = outcome()
    assert outcome() == made
    assert len({one[0] for one in made}) == len(made)


@given(stories())
def test_no_command_is_named_twice(told: list[Recorded]) -> None:
    floor, state = SafetyFloor(), State[Row]()
    ids = [
        draft.data.request_id
        for event in told
        for draft in floor.step(state, event)
        if isinstance(draft.data, CommandRequested)
    ]
    assert len(set(ids)) == len(ids)
