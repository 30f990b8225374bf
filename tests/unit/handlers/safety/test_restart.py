"""A state that was restored from a snapshot decides as the one that was kept."""

from typing import Any

from events.envelope import Recorded
from handlers.safety.floor import SafetyFloor
from services.snapshots import Snapshot
from tests.unit.handlers.safety.happenings import HVAC, installed, offline, people
from tests.unit.story import Story, reading

BEFORE: list[Recorded] = [
    *installed("hvac_01", *HVAC),
    people(1, 0),
    reading("gas_resistance", 4_000, 0, device="gas_01"),
    reading("temperature", 22.0, 1, device="a"),
    reading("temperature", 36.0, 2, device="b"),
    reading("temperature", 36.2, 3, device="c"),
    reading("co2", 1_600, 4),
    reading("co2", 1_390, 50),
    offline("gas_01", 60, silent_s=5),
]
AFTER: list[Recorded] = [
    reading("temperature", 36.4, 120, device="a"),
    reading("humidity", 90.0, 130),
    reading("co2", 1_600, 140),
    offline("hvac_01", 200, silent_s=5),
    people(1, 305),
    reading("co2", 1_600, 310),
    reading("temperature", 36.4, 311, device="a"),
    offline("hvac_01", 361, silent_s=5),
]


def restored(story: Story) -> Story:
    reactor = SafetyFloor()
    kept = Snapshot(reactor.name, reactor.version, reactor.row, story.state)
    return Story(reactor, kept.decoded(kept.position, kept.encoded()).state)


def test_every_row_comes_back_as_it_was() -> None:
    story = Story(SafetyFloor()).given(*BEFORE)
    rows: dict[str, Any] = dict(restored(story).state.rows())
    assert rows == story.state.rows()
    assert {name: type(row) for name, row in rows.items()} == {
        name: type(row) for name, row in story.state.rows().items()
    }
    assert len({type(row) for row in rows.values()}) == 5


def test_what_follows_is_the_same_after_a_restart() -> None:
    story = Story(SafetyFloor()).given(*BEFORE)
    other = restored(story)
    told = story.when(*AFTER)
    assert other.when(*AFTER) == told
    assert len(told) > 8
