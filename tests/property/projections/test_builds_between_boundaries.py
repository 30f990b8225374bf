"""What a build writes: the same rows and history whatever the pages, and whenever it was loaded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.identity import Position
from projections.projection import Projection, State
from projections.registry import PROJECTIONS
from services.projector import build as building
from services.projector.build import Build
from tests.property.projections.happenings import cuts, logs, pages
from tests.property.projections.test_folds_by_page import Tally, stored
from tests.unit.story import folded

BOUNDARY = 6

VIEWS = (*PROJECTIONS, Tally())


@pytest.fixture(autouse=True)
def near_boundaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BOUNDARY", BOUNDARY)


class Tables:
    """What the tables of one build hold."""

    def __init__(self, projection: Projection[Any]) -> None:
        self.projection = projection
        self.rows: dict[str, tuple[int, bytes | None]] = {}
        self.history: dict[tuple[str, int], bytes | None] = {}
        self.position = Position(0)

    def take(self, log: list[Recorded], sizes: list[int], restarts: set[int]) -> None:
        build = self.load()
        for page in pages(log, sizes):
            if page.position in restarts:
                build = self.load()
            writes = build.take(page)
            assert (writes.before, writes.after) == (self.position, page.position)
            self.rows |= {key: (writes.after, row) for key, row in writes.rows.items()}
            self.history |= {(key, boundary): row for key, boundary, row in writes.history}
            self.position = writes.after

    def load(self) -> Build[Any]:
        """As the store does it after a restart."""
        build: Build[Any] = Build(1, self.projection, self.position)
        present = {key: row for key, (_, row) in self.rows.items() if row is not None}
        build.state = State({key: build.codec.decode(row) for key, row in present.items()})
        floor = self.position // BOUNDARY * BOUNDARY
        build.unkept = {key for key, (changed, _) in self.rows.items() if changed > floor}
        return build

    def at(self, boundary: int) -> dict[str, bytes]:
        """The rows as the history has them."""
        assert all(("", kept) in self.history for kept in range(BOUNDARY, boundary + 1, BOUNDARY))
        newest: dict[str, bytes | None] = {}
        for (key, kept_at), row in sorted(self.history.items(), key=lambda one: one[0][1]):
            if kept_at <= boundary:
                newest[key] = row
        return {key: row for key, row in newest.items() if row is not None}


@given(log=logs(), sizes=cuts, restarts=st.sets(st.integers(1, 30)))
def test_rows_and_every_boundary_are_those_of_a_fold_from_zero(
    log: list[Recorded], sizes: list[int], restarts: set[int]
) -> None:
    for projection in VIEWS:
        tables = Tables(projection)
        tables.take(log, sizes, restarts)
        live = {key: row for key, (_, row) in tables.rows.items() if row is not None}
        assert live == stored(projection, folded(projection, log))
        for boundary in range(0, len(log) + 1, BOUNDARY):
            assert tables.at(boundary) == stored(projection, folded(projection, log[:boundary]))


@given(log=logs(), sizes=cuts)
def test_history_is_the_same_whatever_the_pages(log: list[Recorded], sizes: list[int]) -> None:
    for projection in PROJECTIONS:
        paged, whole = Tables(projection), Tables(projection)
        paged.take(log, sizes, set())
        whole.take(log, [1_000], set())
        assert paged.history == whole.history
        assert {key: row for key, (_, row) in paged.rows.items()} == {
            key: row for key, (_, row) in whole.rows.items()
        }
