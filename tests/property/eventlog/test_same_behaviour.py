"""Whatever is done to them, the log in Postgres, the one in memory and a plain model agree."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from events.envelope import Event
from events.errors import SomsError
from events.eventlog import Checkpoint, EventLog, MemoryEventLog, PostgresEventLog, migrate
from events.identity import START, Position, Subject, caused_id
from events.query import Condition, Query
from tests.integration.eventlog.examples import NOON, all_events, reading, transfer

SUBJECTS = [f"wallet:{number}" for number in range(4)] + [f"device:env_{n}" for n in range(2)]
TYPES = ["credits.transferred", "telemetry.reading_recorded"]

_hubs = count(1)
_root = reading().id


def event(number: int, variant: int) -> Event:
    """One of a few events; the same number with another variant is the same id, another body."""
    kind, first, second = number % 2, number % 4, (number // 4) % 4
    made = reading(f"env_{first % 2}", value=float(variant)) if kind else transfer(first, second)
    return Event(
        id=caused_id(_root, "model", number), data=made.data, source=made.source,
        subject=made.subject, tags=made.tags, time=NOON,
    )  # fmt: skip


events = st.builds(event, st.integers(0, 40), st.sampled_from([0, 0, 0, 0, 1]))
batches = st.lists(events, max_size=4)
about = st.sets(st.sampled_from(SUBJECTS), min_size=1, max_size=2).map(
    lambda subjects: frozenset(map(Subject, subjects))
)
types = st.sets(st.sampled_from(TYPES), max_size=1).map(frozenset)


class Model:
    """What a log is: a list, and how far each consumer has come."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.checkpoints: dict[str, int] = {}

    def append(self, batch: list[Event], condition: Condition | None) -> list[int] | None:
        kept = {one.id: one for one in self.events}
        fresh: list[Event] = []
        for one in batch:
            known = kept.setdefault(one.id, one)
            if (known.type, known.subject, known.data) != (one.type, one.subject, one.data):
                return None
            if known is one:
                fresh.append(one)
        if condition and fresh and any(self._violates(condition)):
            return None
        self.events += fresh
        places = {one.id: place for place, one in enumerate(self.events, 1)}
        return [places[one.id] for one in batch]

    def _violates(self, condition: Condition) -> Iterator[bool]:
        for one in self.events[condition.after :]:
            concerned = not condition.about.isdisjoint({one.subject, *one.tags})
            yield concerned and (not condition.types or one.type in condition.types)


class TwoLogsAndAModel(RuleBasedStateMachine):
    url: str

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.model = Model()
        self.memory = MemoryEventLog()

    def both(self) -> list[EventLog]:
        return [self.memory, self.postgres]

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    @initialize()
    def empty(self) -> None:
        hub = f"model_{next(_hubs)}"
        self.run(migrate(self.url, hub))
        self.postgres = self.run(PostgresEventLog.connect(self.url, hub))

    @rule(batch=batches, about=st.none() | about, types=types, back=st.integers(0, 5))
    def append(
        self, batch: list[Event], about: frozenset[Subject] | None, types: frozenset[str], back: int
    ) -> None:
        after = Position(max(0, len(self.model.events) - back))
        condition = Condition(about, after, types) if about else None
        expected = self.model.append(batch, condition)
        outcomes = [self.run(outcome(log, batch, condition)) for log in self.both()]
        assert outcomes[0] == outcomes[1]
        assert outcomes[0] == (expected if expected is not None else outcomes[0])
        assert isinstance(outcomes[0], list) == (expected is not None)

    @rule(position=st.integers(0, 99), name=st.sampled_from("ab"))
    def store_checkpoint(self, position: int, name: str) -> None:
        self.model.checkpoints[name] = position
        for log in self.both():
            self.run(log.append([], checkpoint=Checkpoint(name, Position(position))))

    @rule(
        about=st.just(frozenset()) | about,
        types=types,
        size=st.integers(1, 50),
        limit=st.integers(1, 9),
    )
    def read(self, about: frozenset[Subject], types: frozenset[str], size: int, limit: int) -> None:
        query = Query(about=about, types=types)
        memory, postgres = (
            self.run(all_events(log, query=query, size=size)) for log in self.both()
        )
        assert memory == postgres
        memory, postgres = (self.run(log.backward(query=query, limit=limit)) for log in self.both())
        assert memory == postgres

    @invariant()
    def all_hold_the_same(self) -> None:
        for log in self.both() if hasattr(self, "postgres") else []:
            held = self.run(all_events(log, after=START))
            assert [(e.id, e.data) for e in held] == [(e.id, e.data) for e in self.model.events]
            for name, position in self.model.checkpoints.items():
                assert self.run(log.checkpoint(name)) == position

    def teardown(self) -> None:
        if hasattr(self, "postgres"):
            self.run(self.postgres.close())
        self.loop.close()


async def outcome(
    log: EventLog, batch: list[Event], condition: Condition | None
) -> list[Position] | tuple[type, str]:
    try:
        return await log.append(batch, condition=condition)
    except SomsError as error:
        return type(error), str(error)


@pytest.mark.timeout(110)
def test_both_logs_and_the_model_agree(postgres_url: str) -> None:
    TwoLogsAndAModel.url = postgres_url
    run_state_machine_as_test(
        TwoLogsAndAModel,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
