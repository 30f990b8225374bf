"""What Postgres adds up during a rebuild comes out as if every event had been folded."""

import random
from datetime import UTC, datetime, timedelta

from events.catalogue import PAYLOADS
from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import OccupancyObserved
from projections.registry import PROJECTIONS
from services.projector.build import BOUNDARY
from services.projector.merging import MERGES
from services.projector.rebuilding import rebuild
from services.projector.summary import SUMMARISED_VERSION
from services.projector.verification import verify
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
BEFORE_1970 = datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)
VALUES = (
    0,
    -0.0,
    0.1,
    -7.25,
    2**53,
    1e12,
    1.0000001e12,
    5e-324,
    0.0000005,
    True,
    False,
    "open",
    "1",
)
BATCH = 1_000


def _payload(chance: random.Random) -> Payload:
    zone = chance.choice(("main", "kitchen", "Büro"))
    if chance.random() < 0.1:
        return OccupancyObserved(zone=zone, person_count=chance.randrange(4), camera="cam_1")
    return ReadingRecorded(
        zone=zone,
        channel=chance.choice(("temperature", "door")),
        value=chance.choice(VALUES),
        unit=chance.choice((None, "°C")),
        boot="b1",
        seq=chance.randrange(1, 50),
    )


def _event(chance: random.Random) -> Event:
    """Out of order, often at the same moment, around midnight, now and then before 1970."""
    late = MIDNIGHT + timedelta(minutes=chance.randrange(-90, 90))
    return Event(
        id=new_id(),
        data=_payload(chance),
        source="/edge/test",
        subject=Subject.of(chance.choice(("device", "leaf")), f"env_{chance.randrange(3)}"),
        time=BEFORE_1970 if chance.random() < 0.02 else late,
    )


async def _stored(office: Hub) -> dict[str, list[tuple[object, ...]]]:
    """All rows and all history of the live builds, as they lie in the tables."""
    connection = office.store._connection
    rows = await connection.execute(
        "SELECT name, key, row::text FROM views JOIN view_rows USING (build) ORDER BY 1, 2"
    )
    history = await connection.execute(
        "SELECT name, key, boundary, h.row::text"
        " FROM views JOIN view_history h USING (build) ORDER BY 1, 2, 3"
    )
    return {"rows": await rows.fetchall(), "history": await history.fetchall()}


async def test_a_rebuilt_view_has_the_rows_and_the_history_of_one_that_followed(
    office: Hub,
) -> None:
    chance = random.Random(41)
    projector = await office.projected()
    for _ in range(2 * BOUNDARY // BATCH + 1):
        await office.log.append([_event(chance) for _ in range(BATCH)])
        await office.catch_up(projector)
    followed = await _stored(office)
    assert {name for name, *_ in followed["history"]} >= {"zones", "hourly", "daily", "statistics"}
    await rebuild(office.log, office.store, PROJECTIONS)
    assert await _stored(office) == followed
    results = await verify(office.log, office.reader, PROJECTIONS)
    assert [result.difference for result in results] == [None] * len(PROJECTIONS)


def test_the_sums_read_the_only_version_of_a_reading_that_there_is() -> None:
    assert PAYLOADS[ReadingRecorded.event_type].dataversion == SUMMARISED_VERSION


def test_every_view_that_is_summed_is_one_that_is_kept() -> None:
    assert MERGES.keys() <= {type(projection) for projection in PROJECTIONS}
