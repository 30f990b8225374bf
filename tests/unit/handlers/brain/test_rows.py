"""Every kind of row that the loop keeps comes back from a snapshot as what it was."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from handlers.brain.awaiting import AskedFor, Awaiting
from handlers.brain.cycle import Brain
from handlers.brain.mind import Call, Cycle, Hours, Setting
from handlers.brain.outside_rows import OutsideDeed, OutsideDeeds
from projections.brain.rows import (
    Alarm,
    Channel,
    Deed,
    Deeds,
    Gear,
    LastSaid,
    Note,
    OpenTasks,
    OwnTask,
    Place,
    Post,
    Recent,
    TaskReport,
    Zones,
)
from projections.roster import Kept
from projections.tasks import Task
from projections.trust import Standing
from tests.unit.brain_story import CONFIGURED

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS: tuple[Any, ...] = (
    Cycle(
        cycle="c",
        began_at=NOW,
        step=2,
        messages=({"role": "user", "content": "x"},),
        tainted=True,
        calls=(Call("speak", {"message": "x"}, "said"), Call("create_task", {})),
        awaited={"w": 1},
    ),
    Setting(CONFIGURED, "e"),
    Hours(quiet_hours=True),
    Awaiting((AskedFor("c/1/0", '["pump_01", "restart", {}]', NOW),)),
    OutsideDeeds((OutsideDeed("user:1", "speak", NOW, "main", asks_a_person=True),)),
    Channel(
        "main", "co2", {"d": LastSaid(1, NOW), "e": LastSaid("on", NOW), "f": LastSaid(True, NOW)}
    ),
    Place("main", {"co2/above": Alarm("co2", "above", 1_000.0, NOW)}, ("co2",), ("d",), 2, NOW),
    Zones(("main", "meeting")),
    Kept(3),
    Post("main"),
    Gear("hvac_01", {"power": "on"}, "hvac", NOW, tainted=True),
    Recent(
        (Note("sedentary", NOW, "e", True, "main"),),
        (TaskReport(1, "t", None, None, None, NOW, "e"),),
    ),
    OpenTasks((1, 2)),
    Deeds((Deed("speak", "x", NOW),)),
    OwnTask(3, tainted=True),
    Task(1, "t", 5, 5, 2, NOW),
    Standing("d", 1.0, NOW, True, ("set_power",), True),
    Standing("d"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_comes_back_as_it_was(row: object) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Brain.row)
    again = adapter.validate_json(adapter.dump_json(row))
    assert type(again) is type(row)
    assert again == row


def test_no_kind_of_row_is_forgotten_here() -> None:
    assert {type(row) for row in ROWS} == set(get_args(Brain.row))
