"""Shelves: several projections in one state, kept and restored like any other."""

from handlers.credits.experience import ExperienceReactor
from handlers.credits.infrastructure import Infrastructure
from handlers.credits.payments import TaskPayments
from projections.projection import State
from projections.shelves import Shelf
from services.snapshots import Snapshot
from tests.unit.handlers.credits.stories import (
    accepted,
    claim_issued,
    completed,
    created,
    granted_by_hand,
    opened,
    registered,
    xp_granted,
)
from tests.unit.story import START, Story, reading

EVENTS = [
    *opened(5),
    registered("env_01", display_name="Sill"),
    registered("b", "lab", active=False),
    created(41, zone="main", expires_at=START, description="with details", task_types=("air",)),
    xp_granted("env_01", 10, 44, "task_created"),
    granted_by_hand(43, 5, 10),
    created(),
    accepted(),
    completed(),
    claim_issued(),
    reading("co2", 500, 0),
    reading("co2", 500, 100.5),
]


def test_a_shelf_holds_its_own_rows_only() -> None:
    whole: State[int] = State()
    one, other = Shelf[int](whole, "one"), Shelf[int](whole, "other")
    one.put("a", 1)
    other.put("a", 2)
    assert (one.get("a"), other.get("a"), dict(one.rows())) == (1, 2, {"a": 1})
    one.remove("a")
    assert (len(one), list(other)) == (0, ["a"])


def test_what_changes_on_a_shelf_is_undone_with_the_whole() -> None:
    whole: State[int] = State()
    Shelf[int](whole, "one").put("a", 1)
    whole.revert()
    assert len(whole) == 0


def test_a_snapshot_gives_every_row_back_as_it_was() -> None:
    for reactor in (TaskPayments(), ExperienceReactor(), Infrastructure()):
        story = Story(reactor)
        story.given(*(event for event in EVENTS if event.type in reactor.handles))
        kept = Snapshot(reactor.name, reactor.version, reactor.row, story.state)
        restored = kept.decoded(kept.position, kept.encoded())
        assert restored.state.rows() == story.state.rows()
        assert {type(row) for row in restored.state.rows().values()} == {
            type(row) for row in story.state.rows().values()
        }
        assert len({type(row) for row in story.state.rows().values()}) > 2
