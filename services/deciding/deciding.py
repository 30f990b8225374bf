"""Runs a decider: commands that arrive together are decided in turn and appended together.

Each command of a batch sees the decisions before it, and all of them are appended on the condition
that nothing has happened to what they rest on. If something has, because another process decides as
well, the batch is decided again on the newer state. Nothing is answered before the commit (R3).

Within a batch, an event is folded before it is recorded, so no projection that a decider knows may
look at `recorded_at`.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from events.envelope import Recorded
from events.errors import ConcurrencyConflict, EventIdConflict, LogUnavailable, SomsError
from events.eventlog import EventLog
from events.eventlog.prepared import Prepared
from events.identity import START, Position, Subject
from events.query import Condition, Query
from handlers.decider import Decider, Given, Known
from projections.projection import Projection, Row
from services.deciding.asked import (
    FROM_OUTSIDE,
    Asked,
    Decided,
    Origin,
    See,
    answer,
    fail,
    prepared_of,
)
from services.deciding.snapshots import DeciderSnapshots
from services.snapshots import Snapshot
from services.waiting import LEISURE_S, at_a_pace

BATCH = 1_000
"""Commands that are decided and appended together, at most."""

WAITING = 10_000
"""Commands that may wait; the next ones wait for a place in the queue."""


Seen = TypeVar("Seen")

NOBODY: Mapping[UUID, See | None] = {}

_log = logging.getLogger(__name__)


class Deciding:
    """One decider over one log. `run` it, then `give` it commands."""

    def __init__(
        self, log: EventLog, decider: Decider, snapshots: DeciderSnapshots | None = None
    ) -> None:
        self.known = Known(decider.knows)
        self.position: Position = START
        self._log = log
        self._decider = decider
        self._snapshots = snapshots
        self._handled = Query(types=decider.handles)
        self._queue: asyncio.Queue[Asked] = asyncio.Queue(WAITING)
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Come to the end of the log. Raises `LogUnavailable`."""
        if self._snapshots is not None:
            self.position = await self._snapshots.restore(self._decider, self.known)
        async with self._turn:
            await self._catch_up()

    async def run(self) -> None:
        """Decide, and follow the log, until cancelled. Raises `LogUnavailable`."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow())
                tasks.create_task(self._serve())
        finally:
            while not self._queue.empty():
                fail([self._queue.get_nowait()], LogUnavailable("closed"))

    async def give(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        actor: Subject | None = None,
        origin: Origin = FROM_OUTSIDE,
        time: datetime | None = None,
        see: See | None = None,
    ) -> Recorded | None:
        """The event that a command led to, committed; None if all was as it wants already.

        `see` may be called several times; the last one saw what is so. Raises `Refused`, and what
        `EventLog.append` raises but `ConcurrencyConflict`.
        """
        command = Given(name, arguments, time or datetime.now(UTC), actor)
        asked = Asked(self._decider.read(command), origin, see)
        await self._queue.put(asked)
        return await asked.answer

    async def reach(self, position: Position) -> None:
        """Know everything up to a position."""
        if self.position < position:
            async with self._turn:
                await self._catch_up()

    async def read(self, projection: Projection[Row]) -> tuple[dict[str, Row], Position]:
        """All rows as the log has them, and the position that they stand for."""
        return await self.look(lambda known: dict(known.of(projection).rows()))

    async def look(self, see: Callable[[Known], Seen]) -> tuple[Seen, Position]:
        """What is known as the log has it, nothing of it supposed, and the position of that."""
        async with self._turn:
            return see(self.known), self.position

    def row(self, projection: Projection[Row], key: str) -> Row | None:
        """One row as of `position`, nothing of it supposed; at once, whatever is being decided."""
        return self.known.of(projection).kept(key)

    def rows(self, projection: Projection[Row]) -> dict[str, Row]:
        """All rows as of `position`, nothing of it supposed; at once, so for those that are few."""
        return self.known.of(projection).kept_rows()

    async def _follow(self) -> None:
        # What is asked for catches up by itself, so this may take its time.
        pages = self._log.subscribe(query=self._handled, reached=self._reached)
        async for page in at_a_pace(pages, LEISURE_S):
            async with self._turn:
                self._take(page.events, page.position)
                snapshots = self._due()
            await self._keep_snapshots(snapshots)

    def _reached(self) -> Position:
        return self.position

    def _due(self) -> list[Snapshot]:
        """What is to be kept; with the turn taken, nothing in it is supposed."""
        if self._snapshots is None:
            return []
        return self._snapshots.due(self._decider, self.known, self.position)

    async def _keep_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        if self._snapshots is not None:
            await self._snapshots.keep(snapshots)

    async def _serve(self) -> None:
        while True:
            batch = [await self._queue.get()]
            await asyncio.sleep(0)  # those just answered may be about to ask again: let them
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                async with self._turn:
                    await self._settle([one for one in batch if not one.answer.done()])
                    snapshots = self._due()
            finally:
                fail(batch, LogUnavailable("closed"))
            await self._keep_snapshots(snapshots)

    async def _settle(self, batch: Sequence[Asked]) -> None:
        try:
            new = await self._without_repeats(batch)
            await self._decide_until_appended(new)
        except SomsError as error:
            fail(batch, error)
        finally:
            self.known.revert()  # what is supposed still, also where this was cancelled

    async def _without_repeats(self, batch: Sequence[Asked]) -> list[Asked]:
        """Answer those whose event is in the log already; one of each is carried out."""
        new: list[Asked] = []
        first: dict[UUID, Asked] = {}
        for asked in batch:
            event_id = asked.origin.event_id
            recorded = None if event_id is None else await self._log.get(event_id)
            if event_id is not None and event_id in first:
                first[event_id].repeats.append(asked)
            elif recorded is None:
                new.append(asked)
                if event_id is not None:
                    first[event_id] = asked
            else:
                asked.tell(recorded)
        return new

    async def _decide_until_appended(self, batch: Sequence[Asked]) -> None:
        while batch:
            used = await self._used(batch)
            decided, boundary = self._decide(batch, used)
            events = [one.prepared for one in decided if one.prepared is not None]
            try:
                positions = await self._append(events, boundary)
            except (ConcurrencyConflict, EventIdConflict):  # others, perhaps by the same command
                self.known.revert()
                await self._catch_up()
                batch = await self._without_repeats(batch)
                continue
            await self._keep(decided, positions)
            answer(decided, positions)
            return

    async def _used(self, batch: Sequence[Asked]) -> set[Subject]:
        """Those references of the batch that the log holds already."""
        wanted = frozenset().union(*(one.command.references for one in batch))
        if not wanted:
            return set()
        # Each moves credits once, ever: so there are no more events about them than there are.
        found = await self._log.backward(query=Query(about=wanted), limit=len(wanted))
        return {tag for event in found for tag in event.tags if tag in wanted}

    def _decide(
        self, batch: Sequence[Asked], used: set[Subject]
    ) -> tuple[list[Decided], frozenset[Subject]]:
        """Decide one command after the other, each on what the ones before it led to."""
        decided: list[Decided] = []
        boundary: set[Subject] = set()
        made = 0
        for asked in batch:
            command = asked.decidable(self.position, used)
            try:
                decision = self._decider.decide(self.known, command)
                prepared, supposed = prepared_of(self._decider, asked, decision), None
            except Exception as error:  # noqa: BLE001  only this command is at fault
                if not isinstance(error, SomsError):
                    _log.exception("%s could not be decided", command.name)
                fail([asked], error)
                continue
            if prepared is not None:
                made += 1
                boundary |= decision.boundary
                supposed = prepared.supposed(Position(self.position + made))
                self.known.fold(supposed)
                if asked.see is not None:
                    asked.see(self.known)
                used.update(command.references.intersection(prepared.event.tags))
            decided.append(Decided(asked, decision, prepared, supposed))
        return decided, frozenset(boundary)

    async def _append(
        self, events: Sequence[Prepared], boundary: frozenset[Subject]
    ) -> list[Position]:
        if not events:
            return []
        types = self._decider.handles
        condition = Condition(boundary, self.position, types) if boundary else None
        return await self._log.append(events, condition=condition)

    async def _keep(self, decided: Sequence[Decided], positions: Sequence[Position]) -> None:
        """What was supposed is so, if nothing of others came between; else it is read again."""
        if not positions:
            self.known.keep()
            return
        expected = range(self.position + 1, self.position + 1 + len(positions))
        if list(positions) == list(expected):
            self.known.keep()
            self.position = positions[-1]
        else:
            self.known.revert()
            await self._catch_up({one.id: one.asked.see for one in decided if one.id})

    async def _catch_up(self, sights: Mapping[UUID, See | None] = NOBODY) -> None:
        async for page in self._log.pages(after=self.position, query=self._handled):
            self._take(page.events, page.position, sights)

    def _take(
        self,
        events: Sequence[Recorded],
        position: Position,
        sights: Mapping[UUID, See | None] = NOBODY,
    ) -> None:
        for event in events:
            if event.position > self.position:
                self.known.fold(event)
                see = sights.get(event.id)
                if see is not None:
                    see(self.known)
        self.known.keep()
        self.position = max(self.position, position)
