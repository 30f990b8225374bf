"""A view that failed, or fell behind: brought up to where the others are, beside them.

What failed is tried again as the tables have it, after growing pauses. Then the page that fails is
taken event by event, and the subject of each event that fails is parked. A view of which too many
subjects are parked stops for good: it keeps its position, and says why.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from events.envelope import Recorded
from events.eventlog import EventLog, Page
from events.identity import Position
from projections.projection import Projection
from services.projector.build import Build
from services.projector.errors import Superseded, TooManyParked
from services.projector.parking import PARKED_LIMIT
from services.projector.store import LOST, ViewStore
from services.reasons import reason_of

PAUSES_S = (0.2, 1.0, 5.0)
"""Before each further attempt at a page."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mender:
    """Mends views through a store of its own; `goal` is where the others are."""

    log: EventLog
    store: ViewStore
    goal: Callable[[], Position]

    async def mend(self, projection: Projection[Any]) -> Build[Any] | None:
        """The live build at the goal, or stopped with an error; None if there is none any more.

        Nothing else has run since the goal was looked at. Raises `Superseded`.
        """
        attempt = 0
        while (build := await self.store.live(projection)) is not None:
            try:
                if attempt <= len(PAUSES_S):
                    await self._catch_up(build)
                    return build
                await self._part(build)
                attempt = 0
            except LOST:
                raise
            except Exception as error:
                logger.exception("projection %s failed", projection.name)
                if attempt > len(PAUSES_S):
                    return await self._stopped(projection, error)
                await asyncio.sleep((*PAUSES_S, 0.0)[attempt])
                attempt += 1
        return None

    async def _catch_up(self, build: Build[Any]) -> None:
        while build.position < self.goal():
            async for page in self.log.pages(after=build.position, until=self.goal()):
                await self._take(build, page)
        build.error = None

    async def _take(self, build: Build[Any], page: Page) -> None:
        writes = build.take(page)
        await self.store.write([(build, writes)])
        if writes.rows:
            await self.store.ring(page.position)

    async def _part(self, build: Build[Any]) -> None:
        """Take the next page event by event, and park what fails."""
        async for page in self.log.pages(after=build.position, until=self.goal()):
            for event in page.events:
                if event.type in build.projection.handles:
                    build = await self._take_or_park(build, event)
            await self._take(build, Page([], page.position))
            return

    async def _take_or_park(self, build: Build[Any], event: Recorded) -> Build[Any]:
        try:
            await self._take(build, Page([event], event.position))
        except LOST:
            raise
        except Exception as error:
            logger.exception("projection %s parks %s", build.projection.name, event.subject)
            return await self._park(build.projection, event, reason_of(error))
        return build

    async def _park(self, projection: Projection[Any], event: Recorded, reason: str) -> Build[Any]:
        build = await self._as_stored(projection)
        if len(build.parked) >= PARKED_LIMIT:
            raise TooManyParked(projection.name, PARKED_LIMIT, reason)
        await self.store.park(build, event.subject, event.position, reason)
        return build

    async def _stopped(self, projection: Projection[Any], error: Exception) -> Build[Any]:
        build = await self._as_stored(projection)
        await self.store.stop(build, reason_of(error))
        return build

    async def _as_stored(self, projection: Projection[Any]) -> Build[Any]:
        """What a failure left in memory counts for nothing."""
        build = await self.store.live(projection)
        if build is None:
            raise Superseded(projection.name)
        return build
