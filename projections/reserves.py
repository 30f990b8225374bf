"""Reserves: what waits in escrow for whoever took a task, until it is paid or given back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from events.credits import Transferred
from events.envelope import Recorded
from events.tasks import Accepted, Cancelled, Completed, Expired
from projections.projection import Projection, State
from projections.tasks import task_in, task_key

_ESCROW = "escrow:"


@dataclass(frozen=True, slots=True)
class Reserve:
    """The escrow of one task that somebody took, and that is not settled."""

    task: int
    person: int | None
    """Who took it; None where that is not known, and where it waits for a claim."""
    amount_milli: int = 0


class Reserves(Projection[Reserve]):
    """Every escrow that holds something, and every task that may yet fill one, by task."""

    name: ClassVar[str] = "reserves"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (Accepted, Cancelled, Completed, Expired, Transferred)
    )
    row: ClassVar[type] = Reserve

    def apply(self, state: State[Reserve], event: Recorded) -> None:
        match event.data:
            case Transferred() as transferred:
                for leg in transferred.legs:
                    if leg.account.startswith(_ESCROW):
                        task = int(leg.account.removeprefix(_ESCROW))
                        _book(state, task, leg.amount_milli)
            case Accepted() as accepted:
                if state.get(task_key(accepted.task)) is None:
                    state.put(task_key(accepted.task), Reserve(accepted.task, accepted.person))
            case over:
                known = state.get(task_key(task_in(over)))
                if known is not None and not known.amount_milli:
                    state.remove(task_key(known.task))  # it pays nothing


def reserved_for(person: int, reserves: Iterable[Reserve]) -> int:
    """What waits for somebody; the tasks that are taken at one time are few."""
    return sum(one.amount_milli for one in reserves if one.person == person)


def _book(state: State[Reserve], task: int, amount_milli: int) -> None:
    known = state.get(task_key(task)) or Reserve(task, None)
    after = replace(known, amount_milli=known.amount_milli + amount_milli)
    if after.amount_milli:
        state.put(task_key(task), after)
    else:
        state.remove(task_key(task))
