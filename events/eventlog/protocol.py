"""The event log as its users see it: append, read, subscribe, checkpoint.

One log belongs to one hub. Positions are gapless and visible in order under any concurrency (R2);
an append is all or nothing and idempotent by event id (R4). `PostgresEventLog` and `MemoryEventLog`
keep these promises alike and pass the same tests.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from events.envelope import Event, Recorded
from events.eventlog.prepared import Prepared
from events.identity import START, Position
from events.merkle import Frontier
from events.query import EVERYTHING, Condition, Query

PAGE_SIZE = 5_000
"""How many events a page holds at most."""

CONFLICTS_REPORTED = 10
"""How many offending positions a `ConcurrencyConflict` names at most."""


def nowhere() -> Position:
    """How far a subscriber has come who is told of events by its subscription alone."""
    return START


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: its last position and the Merkle frontier over everything up to it."""

    hub: str
    position: Position
    frontier: Frontier
    recorded_at: datetime | None

    @property
    def root(self) -> bytes:
        return self.frontier.root()


@dataclass(frozen=True, slots=True)
class Page:
    """Matching events in order, and the position up to which the log was looked through."""

    events: Sequence[Recorded]
    position: Position


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a named consumer has come; stored in the transaction of the append it comes with."""

    name: str
    position: Position


class EventLog(Protocol):
    """An append-only, totally ordered log of events."""

    @property
    def hub(self) -> str: ...

    async def append(
        self,
        events: Sequence[Event | Prepared],
        *,
        condition: Condition | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> list[Position]:
        """Append all of `events` or none, durably, and return their positions, in order.

        An event whose id the log already holds is not appended again: its original position is
        returned. Raises `EventIdConflict` if it is there with another body, `ConcurrencyConflict`
        if `condition` does not hold (unless every event is already there), `InvalidCloudEvent` or
        `EventRefused` if an event can never be stored, `LogUnavailable` if nothing could be
        written now.
        """
        ...

    async def head(self) -> Head: ...

    async def get(self, event_id: UUID) -> Recorded | None: ...

    async def effects(self, event_id: UUID) -> list[Recorded]:
        """The events that `event_id` caused directly, in order."""
        ...

    async def position_at(self, moment: datetime) -> Position:
        """The last position recorded at or before `moment`."""
        ...

    def pages(
        self,
        *,
        after: Position = START,
        until: Position | None = None,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
    ) -> AsyncIterator[Page]:
        """Forward through positions in (after, until], to the head at the time of the call."""
        ...

    async def backward(
        self,
        *,
        before: Position | None = None,
        query: Query = EVERYTHING,
        limit: int = 100,
    ) -> list[Recorded]:
        """The newest `limit` matching events below `before`, newest first."""
        ...

    def subscribe(
        self,
        *,
        after: Position = START,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
        reached: Callable[[], Position] = nowhere,
    ) -> AsyncIterator[Page]:
        """Catch up from `after`, then follow the log for ever, without loss or repeat.

        A page may hold no matching event; its position has advanced all the same. `reached` says
        how far the subscriber has come in other ways: what lies before that may be left out.
        """
        ...

    async def checkpoint(self, name: str) -> Position:
        """How far the named consumer has come; 0 if it never stored a checkpoint."""
        ...

    async def store_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint on its own, for a consumer whose effect is not an append."""
        ...

    async def close(self) -> None: ...
