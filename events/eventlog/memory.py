"""The event log in memory: the full twin of the one in Postgres, for simulation, replay and tests.

It keeps every promise of the protocol but durability. The Merkle frontier is brought up to date
when the head is asked for, so that appending costs little more than the event itself.
"""

import asyncio
import heapq
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from uuid import UUID

from events.envelope import Event, Recorded
from events.errors import ConcurrencyConflict, EventIdConflict
from events.eventlog.continuation import require_continuation
from events.eventlog.prepared import Prepared, leaf_of, prepared
from events.eventlog.protocol import (
    CONFLICTS_REPORTED,
    PAGE_SIZE,
    Checkpoint,
    Head,
    Page,
    nowhere,
)
from events.identity import START, Position, Subject
from events.merkle import Frontier
from events.query import EVERYTHING, Condition, Query


def _utc_now() -> datetime:
    return datetime.now(UTC)


class MemoryEventLog:
    """An `EventLog` that forgets everything when the process ends."""

    def __init__(self, hub: str = "office", now: Callable[[], datetime] = _utc_now) -> None:
        self._hub = hub
        self._now = now
        self._events: list[Recorded] = []
        self._positions: dict[UUID, Position] = {}
        self._about: dict[Subject, list[Position]] = {}
        self._effects: dict[UUID, list[Position]] = {}
        self._checkpoints: dict[str, Position] = {}
        self._frontier = Frontier()
        self._grown = asyncio.Event()

    @property
    def hub(self) -> str:
        return self._hub

    async def append(
        self,
        events: Sequence[Event | Prepared],
        *,
        condition: Condition | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> list[Position]:
        items = [prepared(event) for event in events]
        fresh = self._unknown(items)
        if condition is not None and fresh:
            self._require(condition)
        recorded_at = self._next_moment()
        start = len(self._events) + 1
        self._extend(
            item.recorded(Position(start + offset), recorded_at)
            for offset, item in enumerate(fresh)
        )
        if checkpoint is not None:
            self._checkpoints[checkpoint.name] = checkpoint.position
        return [self._positions[item.event.id] for item in items]

    async def append_verbatim(
        self, events: Sequence[Recorded], checkpoints: Sequence[Checkpoint] = ()
    ) -> None:
        """Take over events of another log as they are; they must continue this one."""
        require_continuation(self._last_position(), self._last_moment(), events)
        for event in events:
            if event.id in self._positions:
                raise EventIdConflict(event.id, self._positions[event.id])
        self._extend(events)
        self._checkpoints.update((one.name, one.position) for one in checkpoints)

    def _unknown(self, items: Sequence[Prepared]) -> list[Prepared]:
        """Those that the log does not hold yet, each once."""
        fresh: dict[UUID, Prepared] = {}
        for item in items:
            event_id = item.event.id
            position = self._positions.get(event_id)
            if position is not None:
                if not item.repeats(self._events[position - 1]):
                    raise EventIdConflict(event_id, position)
            elif not fresh.setdefault(event_id, item).same_as(item):
                raise EventIdConflict(event_id, START)
        return list(fresh.values())

    def _require(self, condition: Condition) -> None:
        violations = (
            event.position
            for event in self._about_any(condition.about, condition.after, self._last_position())
            if not condition.types or event.type in condition.types
        )
        positions = list(islice(violations, CONFLICTS_REPORTED))
        if positions:
            raise ConcurrencyConflict(positions, condition.after)

    def _extend(self, events: Iterable[Recorded]) -> None:
        before = len(self._events)
        for event in events:
            position = event.position
            self._events.append(event)
            self._positions[event.id] = position
            self._about.setdefault(event.subject, []).append(position)
            if event.tags:
                for tag in set(event.tags) - {event.subject}:
                    self._about.setdefault(tag, []).append(position)
            if event.causation_id is not None:
                self._effects.setdefault(event.causation_id, []).append(position)
        if len(self._events) > before:
            self._grown.set()
            self._grown = asyncio.Event()

    def _last_position(self) -> Position:
        return Position(len(self._events))

    def _last_moment(self) -> datetime | None:
        return self._events[-1].recorded_at if self._events else None

    def _next_moment(self) -> datetime:
        now, last = self._now(), self._last_moment()
        return now if last is None else max(now, last)

    async def head(self) -> Head:
        fresh = islice(self._events, self._frontier.size, None)
        self._frontier = self._frontier.extend(map(leaf_of, fresh))
        return Head(self._hub, self._last_position(), self._frontier, self._last_moment())

    async def get(self, event_id: UUID) -> Recorded | None:
        position = self._positions.get(event_id)
        return None if position is None else self._events[position - 1]

    async def effects(self, event_id: UUID) -> list[Recorded]:
        return [self._events[position - 1] for position in self._effects.get(event_id, ())]

    async def position_at(self, moment: datetime) -> Position:
        return Position(bisect_right(self._events, moment, key=attrgetter("recorded_at")))

    async def pages(
        self,
        *,
        after: Position = START,
        until: Position | None = None,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
    ) -> AsyncIterator[Page]:
        end = self._last_position() if until is None else min(until, self._last_position())
        while after < end:
            page = self._page(after, end, query, size)
            yield page
            after = page.position

    def after(self, position: Position) -> Sequence[Recorded]:
        """Every event after a position, in order, for those who have no event loop to wait in."""
        return self._events[position:]

    def _page(self, after: Position, end: Position, query: Query, size: int) -> Page:
        if query.about:
            matching = filter(query.matches, self._about_any(query.about, after, end))
            events = list(islice(matching, size))
            return Page(events, events[-1].position if len(events) == size else end)
        end = Position(min(end, after + size))
        window = self._events[after:end]
        return Page(window if query is EVERYTHING else list(filter(query.matches, window)), end)

    def _about_any(
        self, about: Iterable[Subject], after: Position, end: Position, *, reverse: bool = False
    ) -> Iterator[Recorded]:
        """Events about any of these in (after, end], in order or in reverse, each once."""
        step = -1 if reverse else 1
        spans = (_span(self._about.get(subject, []), after, end)[::step] for subject in about)
        previous = START
        for position in heapq.merge(*spans, reverse=reverse):
            if position != previous:
                previous = position
                yield self._events[position - 1]

    async def backward(
        self,
        *,
        before: Position | None = None,
        query: Query = EVERYTHING,
        limit: int = 100,
    ) -> list[Recorded]:
        end = len(self._events) if before is None else min(before - 1, len(self._events))
        if query.about:
            newest = self._about_any(query.about, START, Position(max(end, 0)), reverse=True)
        else:
            newest = (self._events[index] for index in range(end - 1, -1, -1))
        return list(islice(filter(query.matches, newest), limit))

    async def subscribe(
        self,
        *,
        after: Position = START,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
        reached: Callable[[], Position] = nowhere,
    ) -> AsyncIterator[Page]:
        while True:
            grown = self._grown
            after = max(after, reached())
            async for page in self.pages(after=after, query=query, size=size):
                yield page
                after = page.position
            await grown.wait()

    async def checkpoint(self, name: str) -> Position:
        return self._checkpoints.get(name, START)

    async def store_checkpoint(self, checkpoint: Checkpoint) -> None:
        self._checkpoints[checkpoint.name] = checkpoint.position

    async def close(self) -> None:
        """Nothing to release."""


def _span(positions: list[Position], after: Position, end: Position) -> list[Position]:
    return positions[bisect_right(positions, after) : bisect_right(positions, end)]
