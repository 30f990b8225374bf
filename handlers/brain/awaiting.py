"""What the loop has asked people's word for and heard no answer on: no equal thing is asked again.

Known from when the loop decides to ask; over when the approvals give their verdict, or at the
deadline, after which a word counts for nothing. There are never more than the approvals keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.brain import ApprovalRequested
from handlers.brain.approvals import MOST_PENDING
from handlers.gate.orders import order_of
from handlers.tools import SendDeviceCommand, Tool
from projections.brain.approvals import action_key
from projections.projection import State

_KEY = "mind/awaiting"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A command that a person was asked about."""

    action: str
    """As `projections.brain.approvals.action_key` names it."""
    order: str
    """As `handlers.gate.orders` words it."""
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Awaiting:
    """All that wait, in the order in which they were asked for."""

    asked_for: tuple[AskedFor, ...]


def awaiting(state: State[Any], now: datetime) -> Mapping[str, datetime]:
    """By order, until when a person's word on it is waited for."""
    return {one.order: one.deadline for one in _waiting(state) if now < one.deadline}


def await_word(state: State[Any], asked: ApprovalRequested, tool: Tool, now: datetime) -> None:
    """A person is asked from now on; where too many wait, the one due first is refused there."""
    if not isinstance(tool, SendDeviceCommand):
        return
    kept = [one for one in _waiting(state) if now < one.deadline]
    if len(kept) >= MOST_PENDING:
        kept.remove(min(kept, key=lambda one: (one.deadline, one.action)))
    new = AskedFor(action_key(asked), order_of(tool), asked.deadline)
    state.put(_KEY, Awaiting((*kept, new)))


def word_given(state: State[Any], action: str) -> None:
    """There was an answer, or there will be none."""
    waiting = _waiting(state)
    others = tuple(one for one in waiting if one.action != action)
    if others != waiting:
        state.put(_KEY, Awaiting(others))


def _waiting(state: State[Any]) -> tuple[AskedFor, ...]:
    known = state.get(_KEY)
    return known.asked_for if isinstance(known, Awaiting) else ()
