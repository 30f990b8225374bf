"""Runs reactors over a log: fold, decide, append what was decided together with the checkpoint.

State lives in memory. After a restart it is folded again from the log's beginning, or from the
nearest snapshot; what was decided before the checkpoint is not appended again, and what a crash
left between is: ids derive from causes, so it cannot be there twice (R4). A reactor that fails
stops where it is, says why, keeps no snapshot of what came of it, and holds up no other.
"""

import logging
from collections.abc import Sequence
from typing import Any

from events.envelope import Event, caused_events
from events.errors import EventIdConflict, LogUnavailable
from events.eventlog import Checkpoint, EventLog, Page
from events.identity import START, Position
from handlers.reactor import Reactor
from handlers.replay.check import checkpoint_name
from projections.projection import State
from services.reactor.precedents import last_causes, other_version_decided
from services.reactor.snapshots import ReactorSnapshots
from services.reactor.stops import Stop, Stops
from services.reasons import reason_of

CHECKPOINT_EVERY = 2_000
"""Positions that a reactor with nothing to say may be ahead of its checkpoint."""

logger = logging.getLogger(__name__)


class Course:
    """One reactor: its state, how far it has folded, how far its decisions are in the log."""

    def __init__(self, reactor: Reactor[Any]) -> None:
        self.reactor = reactor
        self.state: State[Any] = State()
        self.position: Position = START
        self.decided: Position = START
        self.failure: str | None = None

    def take(self, page: Page) -> list[Event]:
        """Fold the part of a page that is new, and return what is to be appended."""
        reactor, made = self.reactor, []
        for event in page.events:
            if event.type in reactor.handles and event.position > self.position:
                drafts = reactor.step(self.state, event)
                if drafts and event.position > self.decided:
                    made += caused_events(event, reactor.name, drafts, version=reactor.version)
        self.state.keep()
        self.position = page.position
        return made


class Decisions:
    """All reactors of a hub, each with a checkpoint of its own."""

    def __init__(
        self,
        log: EventLog,
        reactors: Sequence[Reactor[Any]],
        snapshots: ReactorSnapshots | None = None,
        stops: Stops | None = None,
    ) -> None:
        self._log = log
        self._snapshots = snapshots
        self._stops = stops
        self._stopped_before: dict[str, Stop] = {}
        self.courses = [Course(reactor) for reactor in reactors]

    async def load(self) -> None:
        """Find out how far every reactor has come: by its checkpoint, or else by its decisions."""
        for course in self.courses:
            course.decided = await self._log.checkpoint(checkpoint_name(course.reactor))
        unknown = {one.reactor.name: one for one in self.courses if one.decided == START}
        for name, cause in (await last_causes(self._log, unknown.keys())).items():
            unknown[name].decided = cause
        if self._stops is not None:
            self._stopped_before = await self._stops.noted()
        if self._snapshots is not None:
            for course in self.courses:
                await self._snapshots.restore(course)

    async def follow(self) -> None:
        """Decide about every event from now on. Raises `LogUnavailable`."""
        start = min((course.position for course in self.courses), default=START)
        async for page in self._log.subscribe(after=start):
            await self.take(page)

    async def take(self, page: Page) -> None:
        """Let every reactor that has not failed decide about a page."""
        for course in self.courses:
            if course.failure is None and course.position < page.position:
                await self._decide(course, page)

    async def _decide(self, course: Course, page: Page) -> None:
        try:
            await self._keep(course, course.take(page), page.position)
        except LogUnavailable:
            raise
        except Exception as error:
            logger.exception("reactor %s stopped", course.reactor.name)
            course.failure = reason_of(error)
            if self._stops is not None:
                await self._stops.note(course.reactor, page.position, course.failure)

    async def _keep(self, course: Course, made: list[Event], position: Position) -> None:
        """Append what was decided, and keep the place."""
        checkpoint = Checkpoint(checkpoint_name(course.reactor), position)
        if made:
            await self._append(course, made, checkpoint)
        elif position - course.decided >= CHECKPOINT_EVERY:
            await self._log.store_checkpoint(checkpoint)
        else:
            return await self._recover(course)
        course.decided = max(course.decided, position)
        if self._snapshots is not None:
            await self._snapshots.keep(course)
        return await self._recover(course)

    async def _append(self, course: Course, made: list[Event], checkpoint: Checkpoint) -> None:
        """Append all but what another version of the reactor has decided about the same cause."""
        while made:
            try:
                await self._log.append(made, checkpoint=checkpoint)
            except EventIdConflict as error:
                if not await other_version_decided(self._log, course.reactor, error.event_id):
                    raise
                (cause,) = {one.causation_id for one in made if one.id == error.event_id}
                made = [one for one in made if one.causation_id != cause]
            else:
                return
        await self._log.store_checkpoint(checkpoint)

    async def _recover(self, course: Course) -> None:
        """A reactor that has passed the place where it once stopped is well again."""
        stop = self._stopped_before.get(course.reactor.name)
        if self._stops is not None and stop is not None and course.position >= stop.position:
            del self._stopped_before[course.reactor.name]
            await self._stops.forget(course.reactor)
