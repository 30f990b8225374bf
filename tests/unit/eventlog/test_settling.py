"""Settling a batch: each append as if it had come alone, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from events.envelope import Event
from events.errors import ConcurrencyConflict, EventIdConflict
from events.eventlog import Checkpoint
from events.eventlog.postgres.settling import Request, Settled, Settling
from events.eventlog.prepared import prepare
from events.identity import START, Position, Subject, new_id
from events.query import Condition
from tests.integration.eventlog.examples import reading, readings, transfer

HEAD = Position(10)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def request(
    *events: Event, condition: Condition | None = None, checkpoint: Checkpoint | None = None
) -> Request:
    answer: asyncio.Future[list[Position]] = asyncio.Future(loop=asyncio.new_event_loop())
    return Request([prepare(event) for event in events], condition, checkpoint, answer)


def settle(
    *requests: Request,
    stored: Sequence[Event] = (),
    violations: dict[int, list[Position]] | None = None,
) -> Settled:
    known = {
        event.id: prepare(event).recorded(Position(at), NOW) for at, event in enumerate(stored, 1)
    }
    return Settling(HEAD, known, violations or {}).settle(requests)


def nothing_about(subject: str) -> Condition:
    return Condition(frozenset({Subject(subject)}), after=START)


def test_events_are_placed_after_the_head_in_the_order_of_their_requests() -> None:
    first, second = readings(2), readings(1)
    settled = settle(request(*first), request(*second))
    assert settled.answers == [[11, 12], [13]]
    assert [item.event for item in settled.fresh] == [*first, *second]


def test_repeats_of_what_is_stored_and_of_what_is_in_the_batch_are_not_fresh() -> None:
    old, new = reading(), reading()
    settled = settle(request(old, new), request(new, old, new), stored=[old])
    assert settled.answers == [[1, 11], [11, 1, 11]]
    assert [item.event for item in settled.fresh] == [new]


def test_a_conflicting_id_fails_alone_and_leaves_no_gap() -> None:
    taken = new_id()
    old, other = reading(value=1.0, event_id=taken), reading(value=2.0, event_id=taken)
    settled = settle(
        request(reading()), request(reading(), other), request(reading()), stored=[old]
    )
    assert isinstance(settled.answers[1], EventIdConflict)
    assert [settled.answers[0], settled.answers[2]] == [[11], [12]]
    assert len(settled.fresh) == 2


def test_two_bodies_with_one_id_in_a_batch_first_come_first_served() -> None:
    taken = new_id()
    settled = settle(
        request(reading(value=1.0, event_id=taken)), request(reading(value=2.0, event_id=taken))
    )
    assert settled.answers[0] == [11]
    assert isinstance(settled.answers[1], EventIdConflict)
    assert settled.answers[1].position == 11


def test_an_earlier_append_of_the_batch_violates_the_condition_of_a_later_one() -> None:
    settled = settle(
        request(transfer(5, 7)),
        request(transfer(7, 8), condition=nothing_about("wallet:7")),
        request(transfer(8, 9), condition=nothing_about("wallet:8")),
    )
    conflict = settled.answers[1]
    assert isinstance(conflict, ConcurrencyConflict)
    assert conflict.positions == (11,)
    assert settled.answers[2] == [12]


def test_what_speaks_against_a_condition_in_the_log_counts_unless_all_is_a_repeat() -> None:
    old = transfer(5, 7)
    settled = settle(
        request(old, condition=nothing_about("wallet:5")),
        request(old, transfer(5, 8), condition=nothing_about("wallet:5")),
        stored=[old],
        violations={0: [Position(1)], 1: [Position(1)]},
    )
    assert settled.answers[0] == [1]
    assert isinstance(settled.answers[1], ConcurrencyConflict)


def test_only_what_succeeds_stores_its_checkpoint_and_the_last_one_counts() -> None:
    settled = settle(
        request(reading(), checkpoint=Checkpoint("a", Position(1))),
        request(checkpoint=Checkpoint("a", Position(2))),
        request(
            reading(),
            condition=nothing_about("wallet:1"),
            checkpoint=Checkpoint("a", Position(3)),
        ),
        violations={2: [Position(4)]},
    )
    assert settled.checkpoints == {"a": 2}
