"""Keeps all views current: one reader of the log, whose pages every projection folds.

Whatever is not at the place of the others is looked after beside them and holds up nobody: a view
that is new is built from zero, one that failed is mended, one that somebody rebuilt is taken up. It
joins when it has caught up.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from events.errors import LogDamaged
from events.eventlog import EventLog, Page
from events.eventlog.postgres.connection import unavailable_on_error
from events.identity import START, Position
from projections.projection import Projection
from services.projector.build import Build, Writes
from services.projector.errors import Superseded, WriteRefused
from services.projector.mending import Mender
from services.projector.rebuilding import rebuild_each
from services.projector.store import ViewStore

LOOK_EVERY_S = 1.0
"""Between two looks at views that are not followed."""

BUILD_AGAIN_S = 30.0
"""After which a build that another process took away is looked at again."""

NOT_BUILT = 0
"""No build has this number: it stands for one that could not be built."""

logger = logging.getLogger(__name__)


class Projector:
    """The live builds of a hub's projections."""

    def __init__(self, log: EventLog, store: ViewStore) -> None:
        self._log = log
        self._store = store
        self._projections: Sequence[Projection[Any]] = ()
        self._builds: list[Build[Any]] = []
        self._given_up: dict[str, int] = {}
        """By view, the build that is not tried again; another one would be."""
        self.position: Position = START
        """Up to here every view that is followed has folded the log."""

    async def load(self, projections: Sequence[Projection[Any]]) -> None:
        """Take up the live builds. Where there is none at all, there is nobody to hold up."""
        self._projections = projections
        live = await self._live()
        if not live:
            await self.build_missing()
            live = await self._live()
        head = (await self._log.head()).position
        self.position = max((build.position for build in live), default=head)
        self._builds = [one for one in live if one.position == self.position and not one.error]

    async def _live(self) -> list[Build[Any]]:
        found = [await self._store.live(one) for one in self._projections]
        return [build for build in found if build is not None]

    async def follow(self) -> None:
        """Take every page of the log from now on.

        Raises a group of `Superseded` and `LogUnavailable`.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._build())
            tasks.create_task(self._mend())

    async def _follow(self) -> None:
        with unavailable_on_error():
            async for page in self._log.subscribe(after=self.position):
                await self.take(page)

    async def _build(self) -> None:
        await self.build_missing()
        while True:
            await asyncio.sleep(BUILD_AGAIN_S)
            await self.build_missing(give_way=True)

    async def _mend(self) -> None:
        while True:
            await self.mend()
            await asyncio.sleep(LOOK_EVERY_S)

    async def take(self, page: Page) -> None:
        """Fold a page into all builds, store what it changed, and tell the followers."""
        self.position = page.position
        folded = [(build, self._folded(build, page)) for build in self._builds]
        writes = [(build, change) for build, change in folded if change is not None]
        await self._write(writes)
        if any(change.rows for _, change in writes):
            await self._store.ring(page.position)

    def _folded(self, build: Build[Any], page: Page) -> Writes | None:
        if build.position >= page.position:
            return None
        try:
            return build.take(page)
        except Exception:
            logger.exception("projection %s failed", build.projection.name)
            self._leave(build)
            return None

    async def _write(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        """Store all writes but those that the database refuses; their projections are mended."""
        try:
            await self._store.write(writes)
        except WriteRefused as error:
            logger.exception("projection %s failed", error.view)
            at_fault = [build for build, _ in writes if build.projection.name == error.view]
            for build in at_fault:
                self._leave(build)
            await self._write([one for one in writes if one[0] not in at_fault])

    def _leave(self, build: Build[Any]) -> None:
        """Follow this build no longer; what the tables hold of it is whole."""
        self._builds = [one for one in self._builds if one is not build]

    def _absent(self) -> list[Projection[Any]]:
        followed = {build.projection.name for build in self._builds}
        return [one for one in self._projections if one.name not in followed]

    async def build_missing(self, *, give_way: bool = False) -> None:
        """Build views that have no live build; with `give_way`, not those that another builds."""
        candidates = [one for one in self._absent() if one.name not in self._given_up]
        if not candidates:
            return
        async with self._store.another() as store:
            missing = [one for one in candidates if await store.live_number(one) is None]
            if give_way:
                missing = [one for one in missing if not await store.is_being_built(one)]
            try:
                built = await rebuild_each(self._log, store, missing)
            except Superseded as error:
                logger.warning("%s", error)
                return
            except LogDamaged:
                logger.exception("no view can be built from a damaged log")
                built = []
        failed = {one.name for one in missing} - {one.projection.name for one in built}
        self._given_up |= dict.fromkeys(failed, NOT_BUILT)

    async def mend(self) -> None:
        """Bring live builds that are not followed to the place of the others, and follow them."""
        absent = self._absent()
        if not absent:
            return
        async with self._store.another() as store:
            numbers = [(one, await store.live_number(one)) for one in absent]
        async with asyncio.TaskGroup() as tasks:
            for projection, number in numbers:
                if number is not None and self._given_up.get(projection.name) != number:
                    tasks.create_task(self._mend_one(projection))

    async def _mend_one(self, projection: Projection[Any]) -> None:
        async with self._store.another() as store:
            try:
                build = await Mender(self._log, store, lambda: self.position).mend(projection)
            except Superseded as error:
                logger.warning("%s", error)
                return
            if build is None:
                return
            # Before anything else runs, or a page could pass between its place and ours.
            if build.error is None:
                self._builds = [*self._builds, build]
                self._given_up.pop(projection.name, None)
            else:
                self._given_up[projection.name] = build.number
