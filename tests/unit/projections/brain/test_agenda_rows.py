"""The rows of the brain's timers come back as they were, and none is taken for another."""

from dataclasses import MISSING, fields
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from projections.brain import agenda as brain_agenda
from projections.brain.headcounts import Headcount, Headcounts
from projections.brain.timers import BrainTimers, Followed, LastState
from tests.unit.story import START

KINDS = get_args(BrainTimers.row)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_known_by_a_field_that_it_always_has_and_no_other_has(kind: Any) -> None:
    always = (one.name for one in fields(kind) if one.default is one.default_factory is MISSING)
    others = {one.name for other in KINDS if other is not kind for one in fields(other)}
    assert set(always) - others


@pytest.mark.parametrize(
    "row",
    [
        brain_agenda.Agenda(brain_agenda.NONE),
        brain_agenda.Agenda(
            reasons=brain_agenda.Reasons(changed_at=START),
            firings=(brain_agenda.Firing("e", brain_agenda.Reasons(warned_at=START), START),),
            again_at=START,
        ),
        Headcounts({}),
        Headcounts({"main": Headcount(2, START)}, were_people=True),
        Followed(("task/1",)),
        LastState({"power": "on"}),
        LastState({}),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_row_comes_back_as_it_was(row: object) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(BrainTimers.row)
    again = adapter.validate_json(adapter.dump_json(row))
    assert type(again) is type(row)
    assert again == row
