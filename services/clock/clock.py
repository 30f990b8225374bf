"""Appends `timers.fired` for every timer whose time has come.

Which timers are armed is folded from the log. A timer's event has an id of its name and due time,
so two clocks, or one that was killed, fire it once in effect.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from events.eventlog import EventLog, Page
from events.identity import START, Position
from projections.projection import State
from projections.receipts import DeviceReceipts, Receipts
from projections.runtime import fold
from projections.timers import DeviceTimers, Due, armed_timers, fired

BATCH = 500
"""Timers that are fired by one append, at most."""

LONGEST_WAIT_S = 1.0
"""The wall clock may jump, so it is looked at this often."""

_DEVICES, _RECEIPTS = DeviceTimers(), DeviceReceipts()


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Follows a log, and fires what is due."""

    def __init__(self, log: EventLog, now: Callable[[], datetime] = wall_clock) -> None:
        self._log = log
        self._now = now
        self._devices: State[Due] = State()
        self._receipts: State[Receipts] = State()
        self._fired: dict[str, datetime] = {}
        """What was fired and not seen in the log yet."""
        self.position: Position = START

    async def follow(self) -> None:
        """Fold and fire until cancelled. Raises `LogUnavailable`."""
        caught_up = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._fold(caught_up))
            tasks.create_task(self._fire(caught_up))

    async def _fold(self, caught_up: asyncio.Event) -> None:
        head = (await self._log.head()).position
        if head == START:
            caught_up.set()
        async for page in self._log.subscribe(after=self.position):
            self.take(page)
            if self.position >= head:
                caught_up.set()

    async def _fire(self, caught_up: asyncio.Event) -> None:
        """Only once the log's past is known: a timer armed then may have been fired then."""
        await caught_up.wait()
        while True:
            await self.fire_due()
            await asyncio.sleep(self._wait_s())

    def take(self, page: Page) -> None:
        fold(_DEVICES, self._devices, page.events)
        fold(_RECEIPTS, self._receipts, page.events)
        self._devices.take_changes()
        self._receipts.take_changes()
        self.position = page.position

    async def fire_due(self) -> int:
        """Append what is due now; returns how many timers that were."""
        now = self._now()
        due = [one for one in self._armed() if one.due <= now][:BATCH]
        if due:
            await self._log.append([fired(one, now) for one in due])
            self._fired.update((one.timer, one.due) for one in due)
        return len(due)

    def _armed(self) -> list[Due]:
        """What is armed and not fired, the earliest first."""
        armed = armed_timers(self._devices.rows(), self._receipts.rows())
        waiting = [one for one in armed if self._fired.get(one.timer) != one.due]
        return sorted(waiting, key=lambda one: (one.due, one.timer))

    def _wait_s(self) -> float:
        armed = self._armed()
        if not armed:
            return LONGEST_WAIT_S
        until_due_s = (armed[0].due - self._now()).total_seconds()
        return min(max(until_due_s, 0.0), LONGEST_WAIT_S)
