"""Rows that Postgres does not take are left out of their own projection, and stop nobody."""

import random

import pytest

from events.envelope import Event, Recorded
from events.identity import Subject, new_id
from events.log import MessageRejected
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved
from projections.projection import Projection, State
from projections.registry import PROJECTIONS
from projections.zones import Zones
from services.projector import mending
from services.projector.projector import Projector
from services.projector.verification import verify
from tests.integration.projector.test_projector import START, Hub, office

__all__ = ["office"]

UNPACKABLE = "".join(map(chr, random.Random(1).sample(range(0x4E00, 0x9FFF), 1_000)))
"""Postgres could compress a plainer key below its limit."""


class Careless(Projection[int]):
    """Uses whatever it is given as a key."""

    name = "careless"
    handles = frozenset({ReadingRecorded.event_type})
    row = int

    def __init__(self, key: str) -> None:
        self._key = key

    def apply(self, state: State[int], event: Recorded) -> None:
        state.put(self._key if event.position == 3 else "fine", event.position)


@pytest.mark.parametrize("key", [UNPACKABLE, "\x00"], ids=["too long", "NUL"])
async def test_an_event_whose_row_is_refused_is_parked(
    office: Hub, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "PAUSES_S", (0.0,))
    views = (Zones(), Careless(key))
    projector = await office.projected(views)
    for ordinal in range(5):
        await office.append(1, first=ordinal)
        await office.catch_up(projector)
        await projector.mend()
    kept = await office.store.live(Careless(key))
    assert kept is not None
    assert (kept.position, kept.error, dict(kept.state.rows())) == (5, None, {"fine": 5})
    assert kept.parked == {"device:env_2": 3}
    assert (await office.reader.rows(Zones())).position == 5


@pytest.mark.parametrize("key", [UNPACKABLE, "\x00"], ids=["too long", "NUL"])
async def test_a_new_view_whose_rows_are_refused_holds_up_nobody(office: Hub, key: str) -> None:
    await office.append(5)
    await Projector(office.log, office.store).load((Careless(key), Zones()))
    assert (await office.reader.rows(Zones())).position == 5


async def test_views_outlive_the_longest_names_that_a_device_can_send(office: Hub) -> None:
    projector = await office.projected()
    told = [
        MessageRejected(topic=UNPACKABLE, reason="no", payload="", size=1),
        ActivityObserved(zone="main", monitor=UNPACKABLE, person_count=1),
        ReadingRecorded(zone="main", channel="co2", value=1, boot=UNPACKABLE, seq=1),
    ]
    subject = Subject.of("device", UNPACKABLE[:200])
    await office.log.append(
        [Event(id=new_id(), data=data, source="/x", subject=subject, time=START) for data in told]
    )
    await office.catch_up(projector)
    results = await verify(office.log, office.reader, PROJECTIONS)
    assert {(one.position, one.difference) for one in results} == {(3, None)}
