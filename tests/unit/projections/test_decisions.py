"""Decisions as rows: what came of a cycle, what it cost, and that a row stays small."""

from collections.abc import Sequence
from unittest.mock import patch
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events import brain, tasks
from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog
from events.identity import START
from projections import decisions
from projections.decisions import CAUSES_KEPT, NAMES_KEPT, Decision, Decisions, decision_key
from projections.projection import State
from projections.runtime import RowCodec, fold
from tests.unit.decisions import (
    CYCLE,
    PROPOSAL,
    asked_and_answered,
    event,
    noticed,
    proposal_let_through,
    proposal_refused,
    proposal_waiting,
    safety_act,
    whole_cycle,
)
from tests.unit.story import START as MOMENT
from tests.unit.story import folded

ROW_BYTES = 800
"""A thousand of them are told a day, and kept."""


async def recorded(events: Sequence[Event]) -> Sequence[Recorded]:
    log = MemoryEventLog(now=lambda: MOMENT)
    await log.append(events)
    return log.after(START)


async def rows_after(*events: Event) -> list[Decision]:
    """Oldest first."""
    rows = folded(Decisions(), await recorded(events))
    return [rows[key] for key in sorted(rows)]


async def test_a_cycle_is_one_row_that_says_what_came_of_it() -> None:
    (row,) = await rows_after(*whole_cycle())
    assert (row.cycle, row.kind, row.trigger, row.model) == (CYCLE, "cycle", "event", "qwen")
    assert (row.steps, row.outcome) == (1, "refused")
    assert (row.approved, row.refused, row.approvals) == (2, 1, 0)
    assert (row.tasks, row.commands, row.utterances) == ((42,), ("hvac_01",), 1)
    assert (row.prompt_tokens, row.reply_tokens, row.model_ms) == (800, 40, 3178)
    assert row.causes == (str(UUID(int=2)),)
    assert row.zones == ("main",)
    assert (row.position, row.last_position) == (5, 15)
    assert row.wishes == (), "the wish was answered"


async def test_a_cycle_that_runs_has_no_outcome_yet() -> None:
    (row,) = await rows_after(*noticed(), *asked_and_answered())
    assert (row.outcome, row.finished_at, row.steps) == (None, None, 1)


async def test_a_safety_act_is_a_decision_beside_the_models() -> None:
    first, second = await rows_after(*whole_cycle(), *safety_act())
    assert first.kind == "cycle"
    assert (second.kind, second.trigger, second.outcome) == ("safety", "co2_high", "acted")
    assert (second.zones, second.tasks) == (("lab",), (43,))
    assert second.cycle == str(UUID(int=32))


async def test_what_an_agent_proposed_is_a_decision_that_names_it() -> None:
    _, row = await rows_after(*whole_cycle(), *proposal_let_through())
    assert (row.cycle, row.kind, row.agent) == (PROPOSAL, "agent", "person:7")
    assert (row.trigger, row.outcome) == ("create_task", "acted")
    assert (row.approved, row.tasks, row.zones) == (1, (44,), ("lab",))
    assert row.finished_at == row.started_at


async def test_what_an_agent_was_refused_is_told_too() -> None:
    (row,) = await rows_after(*proposal_refused())
    assert (row.outcome, row.refused, row.approved) == ("refused", 1, 0)


async def test_what_an_agent_proposed_runs_while_a_person_is_asked() -> None:
    waiting = proposal_waiting()
    (row,) = await rows_after(*waiting)
    assert (row.outcome, row.finished_at, row.approvals) == (None, None, 1)
    denied = brain.ActionRefused(
        cycle=PROPOSAL, step=1, ordinal=0, tool="x", rule="approval_denied", reason="no"
    )
    (row,) = await rows_after(*waiting, event(49, denied, f"cycle:{PROPOSAL}", 48))
    assert (row.outcome, row.approvals) == ("refused", 1)


async def test_tasks_that_people_wish_for_are_nobodys_decision() -> None:
    wish = event(90, tasks.Requested(title="Water"), "zone:main")
    created = tasks.Created(task=50, title="Water", bounty_milli=1, bounty_xp=1, urgency=1)
    (row,) = await rows_after(*whole_cycle(), wish, event(91, created, "task:50", 90))
    assert row.tasks == (42,)


async def test_a_wish_that_is_merged_names_the_task_that_it_was_merged_into() -> None:
    wish = event(80, tasks.Requested(title="Air"), "zone:main", 13, [f"cycle:{CYCLE}"])
    merged = tasks.Merged(task=7, request=str(wish.id), reason="same_title")
    (row,) = await rows_after(*whole_cycle(), wish, event(81, merged, "task:7", 80))
    assert row.tasks == (42, 7)


async def test_an_approval_that_comes_hours_later_is_counted_in_its_own_cycle() -> None:
    other = brain.CycleStarted(cycle="another", trigger="poll")
    late = brain.ActionApproved(
        cycle=CYCLE, step=1, ordinal=3, tool="send_device_command", arguments={},
        tier="needs_approval", approver=3,
    )  # fmt: skip
    first, second = await rows_after(
        *whole_cycle(), event(60, other, "cycle:another"), event(61, late, f"cycle:{CYCLE}")
    )
    assert (first.approved, second.approved) == (3, 0)


async def test_what_is_told_of_an_unknown_cycle_makes_no_row() -> None:
    finished = brain.CycleFinished(cycle="x", steps=0, outcome="idle")
    assert await rows_after(event(1, finished, "cycle:x")) == []


async def test_a_row_stays_small_whatever_the_model_says() -> None:
    causes = tuple(str(UUID(int=one)) for one in range(500))
    started = brain.CycleStarted(cycle=CYCLE, trigger="event", causes=causes)
    wishes = [
        event(100 + one, tasks.Requested(title="x" * 900), f"zone:z{one}", 1, [f"cycle:{CYCLE}"])
        for one in range(50)
    ]
    (row,) = await rows_after(event(1, started, f"cycle:{CYCLE}"), *wishes)
    assert (len(row.causes), len(row.zones), len(row.wishes)) == (CAUSES_KEPT, *[NAMES_KEPT] * 2)


async def test_a_usual_row_costs_less_than_a_kilobyte() -> None:
    (row,) = await rows_after(*whole_cycle())
    assert len(RowCodec(Decisions()).encode(row)) < ROW_BYTES


def begun(count: int) -> list[Event]:
    """So many cycles, one after the other, none of them done."""
    return [
        event(number, brain.CycleStarted(cycle=f"c{number}", trigger="poll"), f"cycle:c{number}")
        for number in range(1, count + 1)
    ]


@given(kept=st.integers(1, 6), count=st.integers(0, 15), cut=st.integers(0, 15))
async def test_the_newest_are_kept_also_where_a_page_ends_or_a_process_restarts(
    kept: int, count: int, cut: int
) -> None:
    events = await recorded(begun(count))
    with patch.object(decisions, "DECISIONS_KEPT", kept):
        before = folded(Decisions(), events[:cut])
        # As the projector loads it: by key.
        state = State(dict(sorted(before.items())))
        fold(Decisions(), state, events[cut:])
        assert state.rows() == folded(Decisions(), events)
    assert [row.cycle for row in state.rows().values()] == [
        f"c{number}" for number in range(max(1, count - kept + 1), count + 1)
    ]


async def test_what_comes_of_a_decision_that_is_kept_no_more_changes_nothing() -> None:
    finished = brain.CycleFinished(cycle="c1", steps=1, outcome="idle")
    with patch.object(decisions, "DECISIONS_KEPT", 2):
        rows = await rows_after(*begun(3), event(50, finished, "cycle:c1"))
    assert [(row.cycle, row.outcome) for row in rows] == [("c2", None), ("c3", None)]


def test_keys_sort_by_age() -> None:
    assert decision_key(9) < decision_key(10) < decision_key(10**17)
