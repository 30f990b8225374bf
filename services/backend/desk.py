"""The desk where tasks are wished for and tapped: what the routes of tasks rest on.

Taps are decided here, in one process, so what was just tapped is known here first. Whatever is
asked of the present is answered after catching up with the log: who was told of a change reads it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self, TypeVar

from events.credits import ClaimIssued, Transferred, TransferRefused
from events.envelope import Event, Recorded
from events.eventlog import EventLog, PostgresEventLog
from events.identity import Position, Subject, new_id
from events.query import Query
from events.tasks import Completed, Created, Dispatched, Merged, Queued, Requested
from handlers.decider import Known, Refused
from handlers.tasks.taps import TASKS, TaskTaps
from handlers.tasks.wishes import priced
from projections.projection import Projection
from projections.task_statistics import TaskCount, TaskStatistics, totals
from projections.tasks import Task, task_in, task_key
from services.backend.effects import effect_of
from services.claims import IssuedClaim, claim_key, issued_claim
from services.deciding import DeciderSnapshots, Deciding
from services.snapshots import Snapshots

SOURCE = "/services/backend"

ANSWERED_WITHIN_S = 5.0
"""For a wish to become a task, at most."""
PAID_WITHIN_S = 2.0
"""For the payment of a task that was done to be in the books, at most."""

STATISTICS = TaskStatistics()

_ANSWERS = frozenset({Created.event_type, Merged.event_type})
_PLACED = frozenset({Queued.event_type, Dispatched.event_type})
_DONE = frozenset({Completed.event_type})
_CLAIMS = frozenset({ClaimIssued.event_type})
_PAYMENTS = frozenset({Transferred.event_type, TransferRefused.event_type})

Seen = TypeVar("Seen")


class Taps(TaskTaps):
    """The same decisions, with the sums of tasks folded beside them, to be told."""

    knows: ClassVar[tuple[Projection[Any], ...]] = (TASKS, STATISTICS)


@dataclass(slots=True)
class Desk:
    """Wishes, taps and looks."""

    log: EventLog
    taps: Deciding
    claim_key: bytes
    bounty_milli: int | None = None
    """What every wish is worth, whatever it says; None where it may say it."""

    @classmethod
    async def opened(cls, log: PostgresEventLog, bounty_milli: int | None = None) -> Self:
        """Raises `LogUnavailable`."""
        taps = Deciding(log, Taps(), DeciderSnapshots(Snapshots(log)))
        await taps.load()
        return cls(log, taps, await claim_key(log), bounty_milli)

    async def wish(self, requested: Requested, actor: Subject | None) -> Task | None:
        """The task that a wish became or was merged into; None if nobody answered it in time."""
        place = ("zone", requested.zone) if requested.zone else ("hub", self.log.hub)
        event = Event(
            id=new_id(),
            data=priced(requested, self.bounty_milli),
            source=SOURCE,
            subject=Subject.of(*place),
            time=datetime.now(UTC),
            actor=actor,
        )
        await self.log.append([event])
        answer = await effect_of(self.log, event.id, _ANSWERS, ANSWERED_WITHIN_S)
        return None if answer is None else await self._answered(answer)

    async def _answered(self, answer: Recorded) -> Task | None:
        """A new task is told of once it is known whether it is shown or has to wait."""
        if isinstance(answer.data, Created):
            placed = await effect_of(self.log, answer.id, _PLACED, ANSWERED_WITHIN_S)
            answer = placed or answer
        await self.taps.reach(answer.position)
        number = task_in(answer.data)
        return await self.task(number)

    async def tap(
        self, name: str, task: int, arguments: Mapping[str, Any], actor: Subject | None
    ) -> Task:
        """The task after a tap. Raises `Refused`, though not for want of having read on."""
        try:
            return await self._tapped(name, task, arguments, actor)
        except Refused:
            known = self.taps.position
            await self.catch_up()
            if self.taps.position == known:
                raise
        return await self._tapped(name, task, arguments, actor)

    async def _tapped(
        self, name: str, task: int, arguments: Mapping[str, Any], actor: Subject | None
    ) -> Task:
        seen: list[Task | None] = []

        def see(known: Known) -> None:
            seen.append(known.of(TASKS).get(task_key(task)))

        given = {"task": task, **arguments}
        event = await self.taps.give(name, given, actor=actor, see=see)
        after = seen[-1] if seen else await self.task(task)
        if after is None:
            raise Refused("unknown", "no_task", f"there is no task {task}")
        if event is not None and name == "complete":
            await self._paid(event, after)
        return after

    async def _paid(self, done: Recorded, task: Task) -> None:
        """Wait for the payment, if one is due: people look at their wallet next."""
        if task.completed_by is not None and task.bounty_milli:
            await effect_of(self.log, done.id, _PAYMENTS, PAID_WITHIN_S)

    async def claim(self, task: Task) -> IssuedClaim | None:
        """The claim for a task that nobody known has done; None if it pays nothing, or not yet."""
        if task.status != "completed" or task.completed_by is not None or not task.bounty_milli:
            return None
        query = Query(about=frozenset({Subject.of("task", task.task)}), types=_DONE)
        done = (await self.log.backward(query=query, limit=1))[0]
        await effect_of(self.log, done.id, _CLAIMS, PAID_WITHIN_S)
        return await issued_claim(self.log, done.id, self.claim_key)

    async def catch_up(self) -> None:
        """Know all that is in the log."""
        await self.taps.reach((await self.log.head()).position)

    async def task(self, number: int) -> Task | None:
        return (await self.taps.look(lambda known: known.of(TASKS).get(task_key(number))))[0]

    async def tasks(self, select: Callable[[Mapping[str, Task]], Seen]) -> tuple[Seen, Position]:
        """What is to be found among all tasks, which are in the order of their numbers."""
        return await self.taps.look(lambda known: select(known.of(TASKS).rows()))

    async def statistics(self) -> tuple[TaskCount, Position]:
        return await self.taps.look(lambda known: totals(known.of(STATISTICS).rows()))
