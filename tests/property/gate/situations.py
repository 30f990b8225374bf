"""Situations for property tests: what was done lately, and what the office is like."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from handlers.gate.situation import CycleSoFar, Deeds, OpenTask
from tests.unit.gate.office import DEVICES, NOW, Office


def _before(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


moments = st.floats(-60, 7_300).map(_before)
times = st.lists(moments, max_size=12).map(tuple)
deeds = st.builds(
    Deeds,
    tasks_created=times,
    spoken=st.dictionaries(st.sampled_from(["", "main", "meeting"]), moments),
    spoken_at=times,
    commanded_at=times,
    commanded=st.dictionaries(st.sampled_from([one.device for one in DEVICES]), times, max_size=4),
)
open_tasks = st.lists(
    st.builds(
        OpenTask,
        st.text(max_size=20),
        st.sampled_from([None, "main", "meeting"]),
        st.lists(st.sampled_from(["environment", "general"]), max_size=2).map(tuple),
    ),
    max_size=4,
)
offices = st.builds(
    Office,
    alarming=st.frozensets(st.sampled_from(["main", "meeting"])),
    tasks=open_tasks,
    deeds=st.just(Deeds()) | deeds,
    cycle=st.just(CycleSoFar()) | st.builds(CycleSoFar, st.integers(0, 2), st.integers(0, 1)),
    quiet_hours=st.booleans(),
    tainted=st.booleans(),
)
