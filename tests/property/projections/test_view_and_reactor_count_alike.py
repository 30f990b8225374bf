"""The view of a room and the reactor that decides who came and went count the same people."""

from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from handlers.world.presence import PresenceReactor
from tests.unit.story import Story, recorded, room

devices = st.sampled_from(["a", "b"])
said = st.one_of(
    st.booleans(), st.integers(0, 2), st.sampled_from(["on", "OFF", "clear", "unavailable", ""])
)
told: st.SearchStrategy[Payload] = st.one_of(
    st.builds(
        ReadingRecorded,
        zone=st.just("main"),
        channel=st.sampled_from(["motion", "occupancy", "presence", "temperature"]),
        value=said,
    ),
    st.builds(
        OccupancyObserved,
        zone=st.just("main"),
        person_count=st.integers(0, 3),
        camera=st.one_of(st.none(), devices),
        observer=st.sampled_from([None, "occupancy", "frigate", "frigate_events/a"]),
    ),
    st.builds(ActivityObserved, zone=st.just("main"), person_count=st.integers(0, 3)),
)
days = st.lists(st.tuples(told, devices, st.integers(0, 700)), min_size=1, max_size=20)


def happened(day: list[tuple[Payload, str, int]]) -> tuple[list[Recorded], float]:
    """The day's events, each so long after the one before, and when the last one happened."""
    events, now_s = [], 0
    for data, device, gap_s in day:
        now_s += gap_s
        events.append(recorded(data, f"device:{device}", now_s))
    return events, now_s


@given(days)
def test_the_view_and_the_reactor_count_the_same_people(
    day: list[tuple[Payload, str, int]],
) -> None:
    events, now_s = happened(day)
    # The reactor counts when somebody speaks of people: here an observer who sees none.
    nobody = OccupancyObserved(zone="main", person_count=0, observer="last")
    events.append(recorded(nobody, "device:last", now_s))
    rows = Story(PresenceReactor()).given(*events).state.rows()
    assert room(*events, at_s=now_s).occupancy.person_count == rows["main"].count
