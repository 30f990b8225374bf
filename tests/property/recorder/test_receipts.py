"""Receipts are exact: whatever arrives, in whatever order, how often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.devices import GapDetected
from events.envelope import Recorded
from events.identity import Position, Subject, new_id
from events.telemetry import ReadingRecorded
from events.timers import Fired
from handlers.gaps import Gaps
from projections import receipts
from projections.projection import State
from projections.receipts import Boot, DeviceReceipts, Receipts, due_timers

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

arrivals = st.lists(st.integers(1, 40), max_size=80)


def reading(seq: int, boot: str = "b", moment: datetime = START) -> Recorded:
    data = ReadingRecorded(zone="main", channel="co2", value=1, boot=boot, seq=seq)
    return recorded(data, Subject("device:x"), moment)


def recorded(data: ReadingRecorded | Fired, subject: Subject, moment: datetime) -> Recorded:
    return Recorded(
        position=Position(1),
        id=new_id(),
        type=data.event_type,
        dataversion=1,
        source="/edge/x",
        subject=subject,
        tags=(),
        time=moment,
        recorded_at=moment,
        causation_id=None,
        correlation_id=None,
        actor=None,
        data_json=data.to_json(),
    )


def fired(due: datetime, timer: str = "gap_open:x/b") -> Recorded:
    return recorded(Fired(timer=timer, due=due), Subject("timer:x"), due)


def folded(numbers: list[int]) -> Boot:
    state: State[Receipts] = State()
    for number in numbers:
        DeviceReceipts().apply(state, reading(number))
    row = state.get("x")
    return Boot("b") if row is None else row.boots[0]


@given(arrivals)
def test_a_receipt_claims_every_number_up_to_the_first_that_is_missing(numbers: list[int]) -> None:
    seen = set(numbers)
    first_missing = next(n for n in range(1, 42) if n not in seen)
    assert folded(numbers).contiguous == first_missing - 1


@given(arrivals)
def test_the_gaps_are_exactly_the_numbers_that_are_missing(numbers: list[int]) -> None:
    boot = folded(numbers)
    missing = {n for gap in boot.gaps for n in range(gap.first, gap.last + 1)}
    assert missing == set(range(1, max(numbers, default=0) + 1)) - set(numbers)
    assert all(
        one.last + 1 < other.first for one, other in zip(boot.gaps, boot.gaps[1:], strict=False)
    )


@given(st.permutations(range(1, 20)))
def test_order_does_not_matter_once_all_have_arrived(numbers: list[int]) -> None:
    assert folded(numbers) == Boot("b", highest=19)


@given(arrivals)
def test_however_small_the_bound_no_receipt_claims_what_did_not_arrive(numbers: list[int]) -> None:
    limit, receipts.GAPS_LIMIT = receipts.GAPS_LIMIT, 2
    try:
        boot = folded(numbers)
    finally:
        receipts.GAPS_LIMIT = limit
    assert set(range(1, boot.contiguous + 1)) <= set(numbers)
    assert len(boot.gaps) <= 2


def test_a_device_that_restarts_again_and_again_is_followed_for_its_last_boots() -> None:
    state: State[Receipts] = State()
    for n in range(100):
        DeviceReceipts().apply(state, reading(1, boot=f"b{n}"))
    row = state.get("x")
    assert row is not None
    assert [boot.boot for boot in row.boots] == [f"b{n}" for n in range(92, 100)]


def test_a_gap_is_due_a_minute_after_the_later_message_was_recorded() -> None:
    state: State[Receipts] = State()
    DeviceReceipts().apply(state, reading(3))
    row = state.get("x")
    assert row is not None
    assert due_timers(row) == {"gap_open:x/b": START + MINUTE}


@given(arrivals.filter(bool))
def test_what_is_still_missing_after_a_minute_is_reported_once(numbers: list[int]) -> None:
    state: State[Receipts] = State()
    reactor = Gaps()
    for number in numbers:
        assert reactor.step(state, reading(number)) == ()
    drafts = reactor.step(state, fired(START + MINUTE))
    reported = [d.data for d in drafts if isinstance(d.data, GapDetected)]
    missing = {n for gap in reported for n in range(gap.first_seq, gap.last_seq + 1)}
    assert missing == set(range(1, max(numbers) + 1)) - set(numbers)
    assert not reactor.step(state, fired(START + MINUTE))
    row = state.get("x")
    assert row is not None
    assert due_timers(row) == {}


def test_a_gap_that_closed_in_time_is_not_reported() -> None:
    state: State[Receipts] = State()
    for number in (1, 3, 2):
        Gaps().step(state, reading(number))
    assert not Gaps().step(state, fired(START + MINUTE))


def test_a_timer_that_fires_early_or_for_somebody_else_reports_nothing() -> None:
    state: State[Receipts] = State()
    Gaps().step(state, reading(3))
    assert not Gaps().step(state, fired(START))
    assert not Gaps().step(state, fired(START + MINUTE, "gap_open:y/b"))
    assert not Gaps().step(state, fired(START + MINUTE, "device_silent:x"))


def heard(*numbered: tuple[str, int]) -> Receipts:
    """A device's row after these boots and numbers."""
    state: State[Receipts] = State()
    for boot, seq in numbered:
        DeviceReceipts().apply(state, reading(seq, boot=boot))
    row = state.get("x")
    assert row is not None
    return row


NEWER = [(f"n{n}", 1) for n in range(receipts.BOOTS_LIMIT)]
"""As many boots as are followed closely."""


def test_an_earlier_boot_goes_on_where_it_was() -> None:
    row = heard(("b", 1), ("b", 2), *NEWER, ("b", 3))
    assert row.of("b") == Boot("b", highest=3)
    assert not due_timers(row)


def test_an_earlier_boot_that_lacks_numbers_claims_none_of_them_and_reports_none() -> None:
    row = heard(("b", 1), ("b", 3), ("b", 6), *NEWER, ("b", 7))
    boot = row.of("b")
    assert boot is not None
    assert (boot.contiguous, boot.highest) == (1, 7)
    assert not due_timers(row)


def test_an_earlier_boot_is_complete_once_what_it_lacked_has_arrived() -> None:
    row = heard(("b", 1), ("b", 3), *NEWER, ("b", 2))
    boot = row.of("b")
    assert boot is not None
    assert boot.contiguous == 3


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 12)), max_size=300))
def test_however_often_a_device_restarts_no_boot_claims_what_did_not_arrive(
    numbers: list[tuple[int, int]],
) -> None:
    if not numbers:
        return
    row = heard(*((f"b{boot}", seq) for boot, seq in numbers))
    assert len(row.boots) <= receipts.BOOTS_LIMIT
    assert len(row.earlier) <= receipts.EARLIER_LIMIT
    assert all(len(boot.gaps) <= 1 for boot in row.earlier)
    for boot in (*row.earlier, *row.boots):
        seen = {seq for number, seq in numbers if f"b{number}" == boot.boot}
        assert set(range(1, boot.contiguous + 1)) <= seen
