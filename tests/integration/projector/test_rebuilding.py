"""What Postgres adds up during a rebuild comes out as if every event had been folded."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue import PAYLOADS
from events.devices import GapDetected, HeartbeatReceived, Registered, StateReported
from events.envelope import Event
from events.errors import LogDamaged
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
    device = f"env_{chance.randrange(3)}"
    if chance.random() < 0.8:
        return ReadingRecorded(
            zone=zone,
            channel=chance.choice(("temperature", "door", "battery_mv")),
            value=chance.choice(VALUES),
            unit=chance.choice((None, "°C")),
            boot=chance.choice((None, "b1", "b1", "b1", "b2")),
            seq=chance.choice((None, 0, chance.randrange(1, 4_000))),
        )
    return chance.choice(
        (
            OccupancyObserved(zone=zone, person_count=chance.randrange(4), camera="cam_1"),
            HeartbeatReceived(device=device, status="offline"),
            HeartbeatReceived(device=device, zone=zone, battery_mv=3_000, boot="b3", seq=2),
            StateReported(device=device, zone=zone, device_type="light", state={}),
            Registered(device=device, display_name="desk", capabilities=("light",)),
            GapDetected(device=device, boot="b1", first_seq=1, last_seq=500),
        )
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


def _steady(seq: int) -> Event:
    """A device that numbers its messages and loses none, but restarts more often than we keep."""
    boot = f"b{seq // 30}"
    return Event(
        id=new_id(),
        data=ReadingRecorded(zone="main", channel="co2", value=seq, boot=boot, seq=seq % 30 + 1),
        source="/edge/test",
        subject=Subject.of("device", "steady"),
        time=MIDNIGHT + timedelta(seconds=seq),
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
    for first in range(0, 2 * BOUNDARY + BATCH, BATCH):
        span = range(first, first + BATCH)
        events = [_steady(one // 3) if one % 3 == 0 else _event(chance) for one in span]
        await office.log.append(events)
        await office.catch_up(projector)
    followed = await _stored(office)
    assert {name for name, *_ in followed["history"]} >= {"zones", "hourly", "daily", "statistics"}
    await rebuild(office.log, office.store, PROJECTIONS)
    assert await _stored(office) == followed
    results = await verify(office.log, office.reader, PROJECTIONS)
    assert [result.difference for result in results] == [None] * len(PROJECTIONS)


@pytest.mark.parametrize(("gone", "first"), [("position = 1200", 1200), ("position > 2500", 2501)])
async def test_a_rebuild_stops_where_an_event_is_missing(
    office: Hub, gone: str, first: int
) -> None:
    chance = random.Random(43)
    for _ in range(3):
        await office.log.append([_event(chance) for _ in range(BATCH)])
    async with office.log.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(f"DELETE FROM events WHERE {gone}")
        await connection.execute("RESET session_replication_role")
    with pytest.raises(LogDamaged, match=f"damaged at position {first}: .* got nothing"):
        await rebuild(office.log, office.store, PROJECTIONS)


def test_the_sums_read_the_only_version_of_a_reading_that_there_is() -> None:
    assert PAYLOADS[ReadingRecorded.event_type].dataversion == SUMMARISED_VERSION


def test_every_view_that_is_summed_is_one_that_is_kept() -> None:
    assert MERGES.keys() <= {type(projection) for projection in PROJECTIONS}
