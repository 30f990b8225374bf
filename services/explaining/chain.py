"""Chains: from the first causes to an event, and on to all that came of it.

Both ways are bounded, and a chain says where it was cut.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position
from services.explaining.links import followed, led_to

CAUSES_LIMIT = 100
EFFECTS_LIMIT = 200
"""Events of a chain that are followed, at most."""


@dataclass(frozen=True, slots=True)
class Chain:
    """An event, what led to it and what followed, each in the order of the log."""

    causes: Sequence[Recorded]
    event: Recorded
    effects: Sequence[Recorded]
    causes_cut: bool
    effects_cut: bool

    @property
    def events(self) -> Sequence[Recorded]:
        return [*self.causes, self.event, *self.effects]

    @property
    def is_cut(self) -> bool:
        return self.causes_cut or self.effects_cut


async def chain_of(log: EventLog, event: Recorded) -> list[Recorded]:
    """The event, what led to it, what led to that …, back to the first."""
    causes, _ = await _causes(log, event)
    return [event, *reversed(causes)]


async def whole_chain(log: EventLog, event: Recorded, until: Position) -> Chain:
    """What led to an event, and what had come of it when the log was at `until`."""
    causes, causes_cut = await _causes(log, event)
    effects, effects_cut = await _effects(log, event, until)
    return Chain(causes, event, effects, causes_cut, effects_cut)


async def _causes(log: EventLog, event: Recorded) -> tuple[Sequence[Recorded], bool]:
    found: dict[Position, Recorded] = {}
    waiting = deque([event])
    while waiting:
        for cause in await led_to(log, waiting.popleft()):
            if cause.position == event.position or cause.position in found:
                continue
            if len(found) >= CAUSES_LIMIT:
                return _in_order(found), True
            found[cause.position] = cause
            waiting.append(cause)
    return _in_order(found), False


async def _effects(
    log: EventLog, event: Recorded, until: Position
) -> tuple[Sequence[Recorded], bool]:
    found: dict[Position, Recorded] = {}
    waiting = deque([event])
    while waiting:
        for effect in await followed(log, waiting.popleft(), until):
            if effect.position in found:
                continue
            if len(found) >= EFFECTS_LIMIT:
                return _in_order(found), True
            found[effect.position] = effect
            waiting.append(effect)
    return _in_order(found), False


def _in_order(found: dict[Position, Recorded]) -> Sequence[Recorded]:
    return [found[position] for position in sorted(found)]
