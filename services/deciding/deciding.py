"""Runs a decider: commands that arrive together are decided in turn and appended together.

Each command of a batch sees the decisions before it, and all of them are appended on the condition
that nothing has happened to what they rest on. If something has, because another process decides as
well, the batch is decided again on the newer state. Nothing is answered before the commit (R3).

Within a batch, an event is folded before it is recorded, so no projection that a decider knows may
look at `recorded_at`.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events.envelope import Event, Recorded, handler_source
from events.errors import ConcurrencyConflict, LogUnavailable, SomsError
from events.eventlog import EventLog
from events.eventlog.prepared import prepare
from events.identity import START, Position, Subject, new_id
from events.query import Condition, Query
from handlers.decider import REFERENCE, Decider, Decision, Given, Known
from services.deciding.snapshots import DeciderSnapshots

BATCH = 1_000
"""Commands that are decided and appended together, at most."""

WAITING = 10_000
"""Commands that may wait; the next ones wait for a place in the queue."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command comes from, if from another event."""

    event_id: UUID | None = None
    """The id that its event is to have; the same command again is then no second event."""
    cause: Recorded | None = None


@dataclass(slots=True)
class _Asked:
    command: Given
    origin: Origin
    answer: "asyncio.Future[Recorded | None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


@dataclass(frozen=True, slots=True)
class _Decided:
    asked: _Asked
    decision: Decision
    event: Event | None


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
        self._queue: asyncio.Queue[_Asked] = asyncio.Queue(WAITING)
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
                _fail([self._queue.get_nowait()], LogUnavailable("closed"))

    async def give(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        actor: Subject | None = None,
        origin: Origin = Origin(),
        time: datetime | None = None,
    ) -> Recorded | None:
        """The event that a command led to, committed; None if all was as it wants already.

        Raises `Refused`, and what `EventLog.append` raises but `ConcurrencyConflict`.
        """
        command = Given(name, arguments, time or datetime.now(UTC), actor)
        asked = _Asked(command, origin)
        await self._queue.put(asked)
        return await asked.answer

    async def reach(self, position: Position) -> None:
        """Know everything up to a position."""
        if self.position < position:
            async with self._turn:
                await self._catch_up()

    async def _follow(self) -> None:
        async for page in self._log.subscribe(after=self.position, query=self._handled):
            async with self._turn:
                self._take(page.events, page.position)
            if self._snapshots is not None:
                await self._snapshots.keep(self._decider, self.known, self.position)

    async def _serve(self) -> None:
        while True:
            batch = [await self._queue.get()]
            await asyncio.sleep(0)  # those just answered may be about to ask again: let them
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                async with self._turn:
                    await self._settle([one for one in batch if not one.answer.done()])
            finally:
                _fail(batch, LogUnavailable("closed"))

    async def _settle(self, batch: Sequence[_Asked]) -> None:
        try:
            new = await self._without_repeats(batch)
            await self._decide_until_appended(new)
        except SomsError as error:
            self.known.revert()
            _fail(batch, error)

    async def _without_repeats(self, batch: Sequence[_Asked]) -> list[_Asked]:
        """Answer those whose event is in the log already."""
        new: list[_Asked] = []
        for asked in batch:
            event_id = asked.origin.event_id
            recorded = None if event_id is None else await self._log.get(event_id)
            if recorded is None:
                new.append(asked)
            elif not asked.answer.done():
                asked.answer.set_result(recorded)
        return new

    async def _decide_until_appended(self, batch: Sequence[_Asked]) -> None:
        while batch:
            precedents = await self._precedents(batch)
            decided, boundary = self._decide(batch, precedents)
            events = [one.event for one in decided if one.event is not None]
            try:
                positions = await self._append(events, boundary)
            except ConcurrencyConflict:
                self.known.revert()
                await self._catch_up()
                continue
            await self._keep(positions)
            await self._answer(decided, positions)
            return

    async def _precedents(self, batch: Sequence[_Asked]) -> frozenset[Subject]:
        """Those references of the batch that the log holds already."""
        references = (self._decider.references(one.command) for one in batch)
        wanted: frozenset[Subject] = frozenset().union(*references)
        if not wanted:
            return wanted
        # Each moves credits once, ever: so there are no more events about them than there are.
        found = await self._log.backward(query=Query(about=wanted), limit=len(wanted))
        return wanted.intersection(tag for event in found for tag in event.tags)

    def _decide(
        self, batch: Sequence[_Asked], precedents: frozenset[Subject]
    ) -> tuple[list[_Decided], frozenset[Subject]]:
        """Decide one command after the other, each on what the ones before it led to."""
        decided: list[_Decided] = []
        boundary: set[Subject] = set()
        made = 0
        for asked in batch:
            command = replace(asked.command, decided_at=self.position, precedents=precedents)
            try:
                decision = self._decider.decide(self.known, command)
            except Exception as error:  # noqa: BLE001  only this command is at fault
                _log.exception("%s could not be decided", command.name)
                _fail([asked], error)
                continue
            boundary |= decision.boundary
            event = self._event(asked, decision)
            if event is not None:
                made += 1
                self._suppose(event, Position(self.position + made))
                precedents |= {tag for tag in event.tags if tag.kind == REFERENCE}
            decided.append(_Decided(asked, decision, event))
        return decided, frozenset(boundary)

    def _event(self, asked: _Asked, decision: Decision) -> Event | None:
        draft, cause = decision.draft, asked.origin.cause
        if draft is None:
            return None
        return Event(
            id=asked.origin.event_id or new_id(),
            data=draft.data,
            source=handler_source(self._decider.name, self._decider.version),
            subject=draft.subject,
            time=asked.command.time,
            tags=draft.tags,
            causation_id=None if cause is None else cause.id,
            correlation_id=None if cause is None else cause.correlation_id or cause.id,
            actor=asked.command.actor,
        )

    def _suppose(self, event: Event, position: Position) -> None:
        """Fold an event as if it stood in the log already."""
        self.known.fold(prepare(event).recorded(position, event.time))

    async def _append(
        self, events: Sequence[Event], boundary: frozenset[Subject]
    ) -> list[Position]:
        if not events:
            return []
        types = self._decider.handles
        condition = Condition(boundary, self.position, types) if boundary else None
        return await self._log.append(events, condition=condition)

    async def _keep(self, positions: Sequence[Position]) -> None:
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
            await self._catch_up()

    async def _answer(self, decided: Sequence[_Decided], positions: Sequence[Position]) -> None:
        places = iter(positions)
        now = datetime.now(UTC)
        for one in decided:
            place = next(places) if one.event is not None else START
            if one.asked.answer.done():
                continue  # its caller was cancelled
            if one.decision.refused is not None:
                one.asked.answer.set_exception(one.decision.refused)
            elif one.event is None:
                one.asked.answer.set_result(None)
            else:
                one.asked.answer.set_result(prepare(one.event).recorded(place, now))

    async def _catch_up(self) -> None:
        async for page in self._log.pages(after=self.position, query=self._handled):
            self._take(page.events, page.position)

    def _take(self, events: Sequence[Recorded], position: Position) -> None:
        for event in events:
            if event.position > self.position:
                self.known.fold(event)
        self.known.keep()
        self.position = max(self.position, position)


def _fail(batch: Sequence[_Asked], error: Exception) -> None:
    """Tell those who have no answer yet."""
    for asked in batch:
        if not asked.answer.done():
            asked.answer.set_exception(error)
