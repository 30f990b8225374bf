"""Runs reactors over a log: fold, decide, append what was decided together with the checkpoint.

State lives in memory. After a restart it is folded again from the log's beginning, or from the
nearest snapshot; what was decided before the checkpoint is not appended again, and what a crash
left between is: ids derive from causes, so it cannot be there twice (R4).
"""

import logging
from collections.abc import Sequence
from typing import Any

from events.envelope import Event, caused_events
from events.errors import ConcurrencyConflict, EventIdConflict
from events.eventlog import Checkpoint, EventLog, Page
from events.identity import START, Position
from handlers.reactor import Reactor
from handlers.replay.check import checkpoint_name
from projections.projection import State
from services.reactor.snapshots import Snapshots

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
        self.state.take_changes()
        self.position = page.position
        return made


class Decisions:
    """All reactors of a hub, each with a checkpoint of its own."""

    def __init__(
        self, log: EventLog, reactors: Sequence[Reactor[Any]], snapshots: Snapshots | None = None
    ) -> None:
        self._log = log
        self._snapshots = snapshots
        self.courses = [Course(reactor) for reactor in reactors]

    async def load(self) -> None:
        """Find out how far every reactor has come."""
        for course in self.courses:
            course.decided = await self._log.checkpoint(checkpoint_name(course.reactor))
            if self._snapshots is not None:
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

    async def _append(self, course: Course, made: list[Event], checkpoint: Checkpoint) -> None:
        try:
            await self._log.append(made, checkpoint=checkpoint)
        except (EventIdConflict, ConcurrencyConflict) as error:
            course.failure = str(error)
            logger.exception("reactor %s stopped", course.reactor.name)

    async def _decide(self, course: Course, page: Page) -> None:
        try:
            made = course.take(page)
        except Exception as error:
            course.failure = f"{type(error).__name__}: {error}"
            logger.exception("reactor %s stopped", course.reactor.name)
            return
        checkpoint = Checkpoint(checkpoint_name(course.reactor), page.position)
        if made:
            await self._append(course, made, checkpoint)
        elif page.position - course.decided >= CHECKPOINT_EVERY:
            await self._log.store_checkpoint(checkpoint)
        else:
            return
        course.decided = max(course.decided, page.position)
        if self._snapshots is not None:
            await self._snapshots.keep(course)
