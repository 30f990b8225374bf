"""However a log comes in, the rows are the same bytes as of one fold from zero."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.identity import Position
from projections.projection import Projection, State
from projections.registry import PROJECTIONS
from projections.runtime import MemoryHome, RowCodec
from projections.series import DailySeries, HourlySeries
from tests.property.projections.happenings import cuts, logs, pages
from tests.unit.story import folded


class Tally(Projection[int]):
    """Puts, replaces and removes rows, and fails at one position."""

    name = "tally"
    handles = frozenset(kind for one in PROJECTIONS for kind in one.handles)
    row = int

    def __init__(self, fails_at: int = 0) -> None:
        self._fails_at = fails_at

    def apply(self, state: State[int], event: Recorded) -> None:
        key = event.subject.name
        if event.position % 3 == 0:
            state.remove(key)
        else:
            state.put(key, event.position)
        if event.position == self._fails_at:
            raise ArithmeticError(event.position)


def stored(projection: Projection[Any], rows: Mapping[str, Any]) -> dict[str, bytes]:
    return RowCodec(projection).encode_all(rows)


@given(log=logs(), sizes=cuts)
def test_however_a_log_is_cut_into_pages_the_rows_are_the_same_bytes(
    log: list[Recorded], sizes: list[int]
) -> None:
    for projection in PROJECTIONS:
        home = MemoryHome(projection)
        for page in pages(log, sizes):
            home.take(page)
        assert stored(projection, home.rows) == stored(projection, folded(projection, log))
        assert home.position == len(log)


@given(log=logs())
def test_rows_are_read_back_as_they_were(log: list[Recorded]) -> None:
    for projection in PROJECTIONS:
        codec = RowCodec(projection)
        for row in folded(projection, log).values():
            assert codec.decode(codec.encode(row)) == row
            assert codec.encode(codec.decode(codec.encode(row))) == codec.encode(row)


@given(log=logs(), sizes=cuts, joined=st.integers(0, 30))
def test_whoever_follows_the_changes_from_anywhere_has_what_the_home_has(
    log: list[Recorded], sizes: list[int], joined: int
) -> None:
    for projection in (*PROJECTIONS, Tally()):
        home, seen, position = MemoryHome(projection), {}, Position(0)
        for page in pages(log, sizes):
            home.take(page)
            if page.position <= joined:
                seen, position = dict(home.rows), home.position
        seen |= home.changes_after(position)
        assert {key: row for key, row in seen.items() if row is not None} == home.rows


@pytest.mark.parametrize("series", [HourlySeries(), DailySeries()], ids=lambda one: one.name)
@given(log=logs(), chance=st.randoms(use_true_random=False))
def test_a_series_is_the_same_in_whatever_order_readings_come(
    series: Projection[Any], log: list[Recorded], chance: Random
) -> None:
    shuffled = chance.sample(log, len(log))
    assert stored(series, folded(series, shuffled)) == stored(series, folded(series, log))


@given(log=logs(), sizes=cuts, fails_at=st.integers(1, 30))
def test_a_page_that_fails_leaves_no_trace(
    log: list[Recorded], sizes: list[int], fails_at: int
) -> None:
    home, failed = MemoryHome(Tally(fails_at)), False
    for page in pages(log, sizes):
        if home.position < fails_at <= page.position:
            failed = True
            with pytest.raises(ArithmeticError):
                home.take(page)
            break
        home.take(page)
    assert failed == (fails_at <= len(log))
    assert home.rows == folded(Tally(), log[: home.position])
    assert home.rows == {
        key: row for key, row in home.changes_after(Position(0)).items() if row is not None
    }
