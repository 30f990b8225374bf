"""Decisions, newest first, by zone and outcome: as they are, or as they were at a position.

A search looks back over a bounded number of decisions, and says from where it can go on. The view
keeps the newest; a search that comes to its end says at which moment the older ones can be seen.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from events.brain import ActionProposed, CycleStarted, SafetyActed
from events.eventlog import EventLog
from events.identity import START, Position
from events.query import Query
from projections.decisions import Decision, Decisions, decision_key
from services.projector.reading import Rows, ViewReader

DECISIONS = Decisions()

WINDOW = 500
"""Decisions that are read at once."""

WINDOWS_LIMIT = 20
"""Windows that one search looks at, at most: about ten days of decisions."""

_BEGINNINGS = Query(
    types=frozenset(one.event_type for one in (CycleStarted, SafetyActed, ActionProposed))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions: those that concern a zone, those that came to an outcome."""

    zone: str | None = None
    outcome: str | None = None

    def matches(self, row: Decision) -> bool:
        return (self.zone is None or self.zone in row.zones) and (
            self.outcome is None or self.outcome == (row.outcome or "running")
        )


@dataclass(slots=True)
class Found:
    """What a search found, and below which position it may be gone on with."""

    rows: list[Decision] = field(default_factory=list)
    position: Position = START
    """Of the view, or of the moment that was asked about."""
    next_before: int | None = None
    """None where the view has nothing older."""
    older_at: int | None = None
    """A moment at which the view held what is older, where it has let go of that since."""


@dataclass(frozen=True, slots=True)
class DecisionSearch:
    """Reads windows of the view until enough is found."""

    log: EventLog
    reader: ViewReader
    at: Position | None
    """None: as things are."""

    async def newest(self, wanted: Wanted, limit: int, before: int | None) -> Found:
        found = Found()
        async for rows in self._windows(before):
            found.position = found.position or rows.position
            for row in rows.rows.values():
                if wanted.matches(row):
                    found.rows.append(row)
                found.next_before = row.position
                if len(found.rows) == limit:
                    return found
            if len(rows.rows) < WINDOW:
                found.older_at = await self._older_than(found.next_before or before, found.position)
                found.next_before = None
        return found

    async def _older_than(self, oldest: int | None, position: Position) -> int | None:
        """The moment before the oldest decision of the view, if the log knows of one before it."""
        end = Position(min(oldest or 0, position + 1))
        older = await self.log.backward(before=end, query=_BEGINNINGS, limit=1) if end else []
        return end - 1 if older else None

    async def _windows(self, before: int | None) -> AsyncIterator[Rows[Decision]]:
        for _ in range(WINDOWS_LIMIT):
            rows = await (self._live(before) if self.at is None else self._past(self.at, before))
            yield rows
            if len(rows.rows) < WINDOW:
                return
            before = _oldest(list(rows.rows.values()))

    async def _live(self, before: int | None) -> Rows[Decision]:
        if before is None:
            return await self.reader.newest(DECISIONS, WINDOW)
        return await self.reader.newest(DECISIONS, WINDOW, decision_key(before))

    async def _past(self, at: Position, before: int | None) -> Rows[Decision]:
        """Only as many rows are looked up as a window holds, however many the view has."""
        end = Position(at + 1 if before is None else min(before, at + 1))
        begun = await self.log.backward(before=end, query=_BEGINNINGS, limit=WINDOW)
        if not begun:
            return Rows({}, at)
        first = decision_key(begun[-1].position)
        rows = (await self.reader.at(DECISIONS, at, first=first)).rows
        return Rows(_backwards(rows, decision_key(end)), at)


def _backwards(rows: Mapping[str, Decision], below: str) -> dict[str, Decision]:
    return {key: rows[key] for key in sorted(rows, reverse=True) if key < below}


def _oldest(rows: Sequence[Decision]) -> int:
    return rows[-1].position
