"""What benches append."""

from collections import defaultdict

from events.eventlog import MemoryEventLog
from projections.receipts import DeviceReceipts
from projections.runtime import fold_log
from services.soms.bench.loading import append_all, fill
from services.soms.bench.options import Options
from services.soms.bench.readings import batches


def test_sizes_grow_tenfold_up_to_what_was_asked_for() -> None:
    assert list(Options(events=1_000).sizes()) == [1_000]
    assert list(Options(events=250_000).sizes()) == [10_000, 100_000, 250_000]


def test_an_office_says_readings_heartbeats_and_counts_of_people() -> None:
    counts: dict[str, int] = defaultdict(int)
    for batch in batches(10_000, 1_000):
        for event in batch:
            counts[event.type] += 1
    assert sum(counts.values()) == 10_000
    assert counts["telemetry.reading_recorded"] > 9_500
    assert counts.keys() > {"devices.heartbeat_received", "vision.occupancy_observed"}


async def test_a_log_is_filled_up_to_its_size_however_much_it_holds_already() -> None:
    log = MemoryEventLog()
    await fill(log, 1_500)
    await fill(log, 2_300)
    assert (await log.head()).position == 2_300


async def test_devices_number_their_messages_without_a_gap() -> None:
    log = MemoryEventLog()
    await append_all(log, batches(2_000, 500), callers=1)
    receipts = await fold_log(DeviceReceipts(), log)
    assert len(receipts) == 99
    assert all(not boot.gaps for row in receipts.rows().values() for boot in row.boots)
