"""A command on its way through a decider, and what becomes of it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from events.envelope import Recorded
from events.eventlog.prepared import Prepared, prepare
from events.identity import Position, Subject, new_id
from handlers.decider import Decider, Decision, Given, Known


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command comes from, if from another event."""

    event_id: UUID | None = None
    """The id that its event is to have; the same command again is then no second event."""
    cause: Recorded | None = None


FROM_OUTSIDE = Origin()

See = Callable[[Known], None]
"""Looks at what is known right after a command's event, before what follows it."""


@dataclass(slots=True)
class Asked:
    """A command that somebody waits for the answer to."""

    command: Given
    origin: Origin
    see: See | None = None
    answer: "asyncio.Future[Recorded | None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    repeats: "list[Asked]" = field(default_factory=list)
    """The same command, asked again meanwhile: answered alike."""

    def decidable(self, position: Position, used: Collection[Subject]) -> Given:
        """The command, with what holds at a position, and which references are used by then."""
        name, arguments, time, actor, _, _, references, wish = self.command
        precedents = references.intersection(used)
        return Given(name, arguments, time, actor, position, precedents, references, wish)

    def tell(self, recorded: Recorded | None) -> None:
        """Answer; whoever was cancelled is told nothing."""
        for one in (self, *self.repeats):
            if not one.answer.done():
                one.answer.set_result(recorded)

    def refuse(self, error: Exception) -> None:
        for one in (self, *self.repeats):
            if not one.answer.done():
                one.answer.set_exception(error)


class Decided(NamedTuple):
    asked: Asked
    decision: Decision
    prepared: Prepared | None
    supposed: Recorded | None
    """The event before it is committed: at the position where it is about to be."""

    @property
    def id(self) -> UUID | None:
        return None if self.prepared is None else self.prepared.event.id


def prepared_of(decider: Decider, asked: Asked, decision: Decision) -> Prepared | None:
    """The event that a decision makes, if any."""
    if decision.draft is None:
        return None
    event_id, cause = asked.origin.event_id or new_id(), asked.origin.cause
    return prepare(decider.event(decision.draft, asked.command, event_id, cause))


def fail(batch: Sequence[Asked], error: Exception) -> None:
    """Tell those who have no answer yet."""
    for asked in batch:
        asked.refuse(error)


def answer(decided: Sequence[Decided], positions: Sequence[Position]) -> None:
    """Tell everybody what was committed, or why nothing was."""
    places = iter(positions)
    now = datetime.now(UTC)
    for one in decided:
        if one.supposed is not None:
            one.supposed.position, one.supposed.recorded_at = next(places), now
        if one.decision.refused is not None:
            one.asked.refuse(one.decision.refused)
        else:
            one.asked.tell(one.supposed)
