"""Replay equals what was recorded, however late and interleaved decisions were appended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Position, Subject, new_id
from events.query import Query
from events.telemetry import ReadingRecorded
from events.timers import Fired
from events.vision import OccupancyObserved
from handlers.policy import Policy
from handlers.registry import REACTORS, reactors
from handlers.replay.check import check
from handlers.replay.what_if import what_if
from handlers.world.thresholds import DEFAULT
from tests.property.turns import Turns

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

readings = st.builds(
    ReadingRecorded,
    zone=st.sampled_from(["main", "lab"]),
    channel=st.sampled_from(["temperature", "co2", "humidity", "motion", "door", "battery_mv"]),
    value=st.one_of(
        st.floats(-5, 45).map(lambda value: round(value, 1)),
        st.integers(0, 3_000),
        st.booleans(),
    ),
)
observations = st.builds(
    OccupancyObserved,
    zone=st.sampled_from(["main", "lab"]),
    person_count=st.integers(0, 4),
    camera=st.sampled_from(["a", "b"]),
)
heartbeats = st.builds(
    HeartbeatReceived, device=st.just("x"), status=st.sampled_from(["online", "offline"])
)
facts = st.lists(
    st.tuples(st.one_of(readings, observations, heartbeats), st.integers(0, 400)), max_size=60
)


Fact = tuple[ReadingRecorded | OccupancyObserved | HeartbeatReceived, int]


def events(told: Sequence[Fact]) -> list[Event]:
    """Facts in a row, each so many seconds after the one before."""
    made, moment = [], START
    for ordinal, (data, gap_s) in enumerate(told):
        moment += timedelta(seconds=gap_s)
        device = Subject.of("device", f"env_{ordinal % 3}")
        made.append(Event(id=new_id(), data=data, source="/edge/test", subject=device, time=moment))
    return made


class Office(Turns):
    """One that is told of readings."""

    async def record(self, event: Event) -> None:
        self.now = max(self.now, event.time)
        await self.look_at_timers()
        await self.clock.fire_due()
        await self.log.append([event])


@given(facts, st.lists(st.integers(0, 7), min_size=60, max_size=60))
async def test_replay_equals_what_was_recorded_whenever_it_was_decided(
    told: list[Fact], turns: list[int]
) -> None:
    office = Office(START)
    for event, turn in zip(events(told), turns, strict=False):
        await office.record(event)
        if turn:
            await office.decide(turn)
    await office.settle()
    report = await check(office.log)
    assert report.first_divergence is None
    assert report.undecided == 0
    fired = Query(types=frozenset({Fired.event_type}))
    timers = await office.log.backward(query=fired, limit=1_000)
    assert report.checked == report.events - len(told) - len(timers)


async def stuffy_office() -> Office:
    office = Office(START)
    told = [
        (ReadingRecorded(zone="main", channel="co2", value=500 + minute * 40), 60)
        for minute in range(22)
    ]
    for event in events(told):
        await office.record(event)
    await office.settle()
    return office


LAXER = replace(
    DEFAULT,
    limits=tuple(
        replace(limit, crossed=1_200.0) if limit.channel == "co2" else limit
        for limit in DEFAULT.limits
    ),
)


async def test_a_changed_threshold_is_reported_side_by_side() -> None:
    office = await stuffy_office()
    report = await check(office.log, reactors(Policy(LAXER)))
    first = report.first_divergence
    assert first is not None
    assert (first.kind, first.handler) == ("extra", "climate")
    assert first.actual is not None
    assert b'"threshold":1000.0' in first.actual.data_json


async def test_a_decision_that_was_never_taken_is_missing() -> None:
    office = await stuffy_office()
    page = await anext(office.log.pages())
    cut = MemoryEventLog("cut", now=lambda: START + timedelta(hours=9))
    crossing = next(e for e in page.events if e.type == "zones.threshold_crossed")
    kept = [event for event in page.events if event.id != crossing.id]
    renumbered = [replace(event, position=Position(at)) for at, event in enumerate(kept, 1)]
    await cut.append_verbatim(renumbered)
    for reactor in REACTORS:
        await cut.store_checkpoint(_decided(reactor.name, len(renumbered)))
    report = await check(cut)
    assert [one.kind for one in report.kept] == ["missing"]


def _decided(name: str, position: int) -> Checkpoint:
    return Checkpoint(f"reactor/{name}", Position(position))


async def test_what_if_nothing_had_changed_nothing_differs() -> None:
    office = await stuffy_office()
    assert (await what_if(office.log, REACTORS)).differing == 0


async def test_what_if_the_limit_were_laxer_the_crossing_comes_later() -> None:
    office = await stuffy_office()
    comparison = await what_if(office.log, reactors(Policy(LAXER)))
    assert comparison.recorded["zones.threshold_crossed"] == 1
    assert comparison.supposed["zones.threshold_crossed"] == 1
    assert comparison.differing == 2
