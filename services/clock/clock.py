"""Appends `timers.fired` for every timer whose time has come.

Which timers are armed is folded from the log, on from the newest snapshot. A timer's event has an
id of its name and due time, so two clocks, or one that was killed, fire it once in effect.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from events.eventlog import EventLog, Page
from events.identity import START, Position
from projections.armed import FOLDS, PACE, armed_timers
from projections.projection import Projection, State
from projections.runtime import fold
from projections.task_timers import Pace
from projections.timers import HEARD, Due, fired
from services.clock.snapshots import ClockSnapshots

BATCH = 500
"""Timers that are fired by one append, at most."""

LONGEST_WAIT_S = 1.0
"""The wall clock may jump, so it is looked at this often."""

SHORTEST_WAIT_S = 0.05
"""Between two looks, however much happens."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Follows a log, and fires what is due."""

    def __init__(
        self,
        log: EventLog,
        now: Callable[[], datetime] = wall_clock,
        snapshots: ClockSnapshots | None = None,
        pace: Pace = PACE,
    ) -> None:
        self._log = log
        self._now = now
        self._snapshots = snapshots
        self._pace = pace
        self.folds: tuple[Projection[Any], ...] = FOLDS
        self.states: tuple[State[Any], ...] = tuple(State() for _ in FOLDS)
        self._stirred = asyncio.Event()
        """Something was told since the last look that may be followed by a timer at once."""
        self._fired: dict[str, datetime] = {}
        """What was fired and is armed still, for the log has yet to tell what came of it."""
        self.position: Position = START

    async def load(self) -> None:
        """Begin at the newest snapshot. Raises `LogUnavailable`."""
        if self._snapshots is not None:
            await self._snapshots.restore(self)

    async def follow(self) -> None:
        """Fold and fire until cancelled. Raises `LogUnavailable`, and may then be called again."""
        caught_up = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._fold(caught_up))
            tasks.create_task(self._fire(caught_up))

    async def _fold(self, caught_up: asyncio.Event) -> None:
        head = (await self._log.head()).position
        if self.position >= head:
            caught_up.set()
        async for page in self._log.subscribe(after=self.position):
            await self.go_on(page)
            if self.position >= head:
                caught_up.set()

    async def _fire(self, caught_up: asyncio.Event) -> None:
        """Only once the log's past is known: a timer armed then may have been fired then."""
        await caught_up.wait()
        while True:
            self._stirred.clear()
            await self.fire_due()
            await asyncio.sleep(SHORTEST_WAIT_S)
            await self._wait()

    async def _wait(self) -> None:
        """Until a timer is due, or one may be that was not armed before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s()):
                await self._stirred.wait()

    async def go_on(self, page: Page) -> None:
        """Take a page, and now and then keep a snapshot."""
        self.take(page)
        if self._snapshots is not None:
            await self._snapshots.keep(self)

    def take(self, page: Page) -> None:
        for projection, state in zip(self.folds, self.states, strict=True):
            fold(projection, state, page.events)
            state.keep()
        self.position = page.position
        # What devices say all the time arms nothing that is due within the longest wait.
        if any(event.type not in HEARD for event in page.events):
            self._stirred.set()

    async def fire_due(self) -> int:
        """Append what is due now; returns how many timers that were."""
        now = self._now()
        due = [one for one in self.armed() if one.due <= now][:BATCH]
        if due:
            await self._log.append([fired(one, now) for one in due])
            self._fired.update((one.timer, one.due) for one in due)
        return len(due)

    def armed(self) -> list[Due]:
        """What is armed and not fired, the earliest first."""
        named = zip(self.folds, self.states, strict=True)
        folded = {one.name: state.rows() for one, state in named}
        armed = list(armed_timers(folded, self._now(), self._pace))
        fired_before = self._fired
        self._fired = {
            one.timer: one.due for one in armed if fired_before.get(one.timer) == one.due
        }
        waiting = [one for one in armed if one.timer not in self._fired]
        return sorted(waiting, key=lambda one: (one.due, one.timer))

    def _wait_s(self) -> float:
        armed = self.armed()
        if not armed:
            return LONGEST_WAIT_S
        until_due_s = (armed[0].due - self._now()).total_seconds()
        return min(max(until_due_s, 0.0), LONGEST_WAIT_S)
