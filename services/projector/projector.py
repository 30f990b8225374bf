"""Keeps all views current: one reader of the log, whose pages every projection folds.

A projection whose fold fails stops where it is and says why; the others go on. One that is behind
(new, or of a new version) is built beside the live one first, and goes live when it has caught up.
"""

import logging
from collections.abc import Sequence
from typing import Any

from events.eventlog import EventLog, Page
from events.identity import Position
from projections.projection import Projection
from services.projector.build import Build, Writes
from services.projector.errors import WriteRefused
from services.projector.rebuilding import rebuild_each
from services.projector.store import ViewStore

logger = logging.getLogger(__name__)


class Projector:
    """The live builds of a hub's projections."""

    def __init__(self, log: EventLog, store: ViewStore) -> None:
        self._log = log
        self._store = store
        self._builds: list[Build[Any]] = []

    @property
    def position(self) -> Position:
        """Up to here every running projection has folded the log."""
        return min((build.position for build in self._builds), default=Position(0))

    async def load(self, projections: Sequence[Projection[Any]]) -> None:
        """Take up the live builds, and make those that are missing."""
        live = {one.name: await self._store.live(one) for one in projections}
        missing = [one for one in projections if live[one.name] is None]
        built = await rebuild_each(self._log, self._store, missing) if missing else []
        self._builds = [build for build in live.values() if build is not None] + built
        self._builds = [build for build in self._builds if build.error is None]

    async def follow(self) -> None:
        """Take every page of the log from now on. Raises `Superseded` or `LogUnavailable`."""
        async for page in self._log.subscribe(after=self.position):
            await self.take(page)

    async def take(self, page: Page) -> None:
        """Fold a page into all builds, store what it changed, and tell the followers."""
        writes = [
            (build, change) for build in self._builds if (change := await self._fold(build, page))
        ]
        await self._write(writes)
        self._builds = [build for build in self._builds if build.error is None]
        if any(change.rows for _, change in writes):
            await self._store.ring(page.position)

    async def _fold(self, build: Build[Any], page: Page) -> Writes | None:
        if build.position >= page.position:
            return None
        try:
            return build.take(page)
        except Exception as error:
            logger.exception("projection %s stopped", build.projection.name)
            await self._stop(build, error)
            return None

    async def _write(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        """Store all writes but those that the database refuses; their projections stop."""
        try:
            await self._store.write(writes)
        except WriteRefused as error:
            logger.exception("projection %s stopped", error.view)
            at_fault = [build for build, _ in writes if build.projection.name == error.view]
            for build in at_fault:
                await self._stop(build, error)
            await self._write([one for one in writes if one[0] not in at_fault])

    async def _stop(self, build: Build[Any], error: Exception) -> None:
        build.error = f"{type(error).__name__}: {error}"
        await self._store.stop(build, build.error)
