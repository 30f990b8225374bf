"""Whatever amount is changed in a sound history, the auditor names the event."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import orjson
from hypothesis import given
from hypothesis import strategies as st

from events.credits import Transferred
from events.envelope import Recorded, handler_source
from handlers.audit import Auditor
from tests.bookkeeping import movements, story

some_change = st.integers(-(10**6), 10**6).filter(bool)
any_movement = st.integers(0, 10**6)


@cache
def history() -> Sequence[Recorded]:
    return asyncio.run(story())


def audited(events: Sequence[Recorded]) -> Auditor:
    auditor = Auditor()
    auditor.take(events)
    return auditor


def with_legs(event: Recorded, changes: dict[int, int]) -> Recorded:
    """The same event, had somebody with the database's keys added to some of its legs."""
    data = orjson.loads(event.data_json)
    for leg, change in changes.items():
        data["legs"][leg]["amount_milli"] += change
    return replace(event, data_json=orjson.dumps(data))


def tampered(chosen: int, changes: dict[int, int]) -> tuple[Recorded, Sequence[Recorded]]:
    """An event of the history that moves credits, changed, and the history with it."""
    moved = movements(history())
    changed = with_legs(moved[chosen % len(moved)], changes)
    return changed, [changed if one.id == changed.id else one for one in history()]


def names(auditor: Auditor, event: Recorded) -> bool:
    return any(finding.event_id == event.id for finding in auditor.findings)


def test_a_sound_history_gives_no_finding() -> None:
    auditor = audited(history())
    assert (auditor.findings, auditor.owed, auditor.total) == ([], [], 0)
    assert auditor.movements == len(movements(history()))
    data = [event.data for event in movements(history())]
    kinds = {
        leg.transaction_type for one in data if isinstance(one, Transferred) for leg in one.legs
    }
    assert len(kinds) == 7


@given(any_movement, some_change, st.integers(0, 1))
def test_one_changed_leg_is_found(chosen: int, change: int, leg: int) -> None:
    changed, events = tampered(chosen, {leg: change})
    assert names(audited(events), changed)


@given(any_movement, some_change)
def test_an_amount_that_is_changed_on_both_sides_is_found(chosen: int, change: int) -> None:
    changed, events = tampered(chosen, {0: -change, 1: change})
    auditor = audited(events)
    assert names(auditor, changed)
    assert auditor.total == 0


def test_any_movement_for_a_task_that_is_left_out_is_missed() -> None:
    source = handler_source("task_payments", 1)
    victims = [one for one in movements(history()) if one.source == source]
    assert len(victims) > 9
    for victim in victims:
        auditor = audited([one for one in history() if one.id != victim.id])
        owed = [one.event_id for one in auditor.owed]
        assert victim.causation_id in owed or auditor.failures, victim
