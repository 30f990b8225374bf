"""Logs as an office might write them: every kind of event that a view folds, late ones too."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st

from events import brain, tasks, voice
from events.devices import CommandRequested, HeartbeatReceived, Registered, StateReported
from events.envelope import Recorded
from events.eventlog import Page
from events.identity import Position, Subject
from events.log import MessageRejected
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, CameraDiscovered, OccupancyObserved
from tests.unit.story import START

zones = st.sampled_from(["main", "lab", "Büro"])
devices = st.sampled_from(["env_01", "hub.leaf", "cam"])
numbers = st.one_of(
    st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 40)
)
people = st.integers(0, 5)
cycles = st.sampled_from(["a", "b"])

deciding: st.SearchStrategy[Payload] = st.one_of(
    st.builds(brain.CycleStarted, cycle=cycles, causes=st.lists(zones, max_size=5).map(tuple)),
    st.builds(
        brain.ModelReplied, cycle=cycles, duration_ms=st.floats(0, 9e4), tool_calls=st.just(())
    ),
    st.builds(
        brain.ActionApproved,
        cycle=cycles,
        tool=st.just("create_task"),
        arguments=st.fixed_dictionaries({"zone": zones}),
    ),
    st.builds(brain.CycleFinished, cycle=cycles),
    st.builds(brain.SafetyActed, rule=st.just("co2_high"), zone=zones, action=st.just({})),
    st.builds(tasks.Requested, zone=zones, details=st.just({})),
    st.builds(tasks.Created, task=people, title=zones, expires_at=st.none()),
    st.builds(voice.Requested, zone=zones),
    st.builds(CommandRequested, device=devices, arguments=st.just({}), timeout_s=st.just(10.0)),
)

payloads: st.SearchStrategy[Payload] = st.one_of(
    st.builds(
        ReadingRecorded,
        zone=zones,
        channel=st.sampled_from(["temperature", "motion", "battery_mv"]),
        value=st.one_of(numbers, st.booleans(), st.text(max_size=3)),
        boot=st.sampled_from([None, "a", "b"]),
        seq=st.integers(0, 9),
    ),
    st.builds(OccupancyObserved, zone=zones, person_count=people, camera=devices),
    st.builds(
        ActivityObserved,
        zone=zones,
        person_count=people,
        posture_status=st.sampled_from([None, "static"]),
    ),
    st.builds(
        HeartbeatReceived,
        device=devices,
        zone=zones,
        status=st.sampled_from(["online", "offline"]),
        battery_mv=st.floats(0, 5_000),
    ),
    st.builds(Registered, device=devices, device_type=st.sampled_from([None, "hub"])),
    st.builds(
        StateReported, zone=zones, device=devices, device_type=st.just("light"), state=st.just({})
    ),
    st.builds(CameraDiscovered, camera=devices, zone=zones),
    st.builds(MessageRejected, topic=zones, reason=zones, payload=st.just(""), size=st.just(0)),
    deciding,
)


@st.composite
def logs(draw: st.DrawFn, max_size: int = 30) -> list[Recorded]:
    """Events at positions 1, 2, 3 …; each recorded after the one before, whenever it happened."""
    told = draw(
        st.lists(
            st.tuples(
                payloads,
                devices,
                cycles,
                st.integers(0, max_size),
                st.integers(0, 4_000),
                st.integers(-60, 90_000),
            ),
            max_size=max_size,
        )
    )
    log, now = [], START
    for position, (data, device, cycle, cause, gap_s, late_s) in enumerate(told, 1):
        now += timedelta(seconds=gap_s)
        log.append(
            Recorded(
                position=Position(position),
                id=UUID(int=position),
                type=data.event_type,
                dataversion=data.dataversion,
                source="/edge/test",
                subject=Subject.of("device", device),
                tags=(Subject.of("cycle", getattr(data, "cycle", cycle)),),
                time=now - timedelta(seconds=late_s),
                recorded_at=now,
                causation_id=UUID(int=cause) if cause else None,
                correlation_id=None,
                actor=None,
                data_json=data.to_json(),
            )
        )
    return log


cuts = st.lists(st.integers(1, 9), min_size=1)
"""Sizes of pages, used in turns."""


def pages(log: list[Recorded], sizes: list[int]) -> list[Page]:
    """The log in pages of these sizes."""
    cut: list[Page] = []
    at = 0
    while at < len(log):
        size = sizes[len(cut) % len(sizes)]
        events = log[at : at + size]
        cut.append(Page(events, events[-1].position))
        at += size
    return cut
