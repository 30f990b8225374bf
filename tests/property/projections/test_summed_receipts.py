"""Receipts from sums are those of a fold, however often a device restarts and looks back."""

from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.identity import Position
from projections import receipts
from projections.projection import State
from projections.receipts import Receipts, count_in
from services.projector.merging_receipts import merge_receipts
from services.projector.micros import micro_of
from services.projector.summary import Readings, Stretch
from tests.unit.story import START

DEVICE = "env_01"

numbered = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=120)


def summed(numbers: list[tuple[int, int]], first: int) -> Stretch:
    """What Postgres would make of these boots and numbers, one a second from the `first` on."""
    places: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for place, (boot, seq) in enumerate(numbers, first):
        places[boot][place] = seq
    return Stretch([_group(f"b{boot}", seqs) for boot, seqs in places.items()])


def _group(boot: str, seqs: dict[int, int]) -> Readings:
    return Readings(
        zone="main",
        channel="co2",
        device=DEVICE,
        boot=boot,
        hour_s=0,
        count=0,
        sum_micro=None,
        minimum=None,
        maximum=None,
        positions=[Position(place) for place in seqs],
        recorded_micro=[micro_of(_moment(place)) for place in seqs],
        numbers=list(seqs.values()),
    )


def _moment(place: int) -> datetime:
    return START + timedelta(seconds=place)


def folded(numbers: list[tuple[int, int]]) -> State[Receipts]:
    state: State[Receipts] = State()
    for place, (boot, seq) in enumerate(numbers):
        count_in(state, DEVICE, f"b{boot}", seq, _moment(place))
    return state


@given(numbered, st.integers(0, 120))
def test_sums_give_the_rows_of_a_fold(numbers: list[tuple[int, int]], cut: int) -> None:
    limits = receipts.BOOTS_LIMIT, receipts.EARLIER_LIMIT
    receipts.BOOTS_LIMIT, receipts.EARLIER_LIMIT = 2, 4
    try:
        merged = folded(numbers[:cut])
        merge_receipts(merged, summed(numbers[cut:], cut))
        assert merged.rows() == folded(numbers).rows()
    finally:
        receipts.BOOTS_LIMIT, receipts.EARLIER_LIMIT = limits
