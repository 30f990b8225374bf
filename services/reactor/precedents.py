"""What a reactor decided before, as the log tells it: for when its checkpoint is not there.

Checkpoints lie beside the log and are not exported. A reactor that decided everything again would
do so by its present version, and what an earlier one decided would be in its way.
"""

from collections.abc import Collection
from uuid import UUID

from events.catalogue import PAYLOADS
from events.envelope import Recorded, handler_source
from events.eventlog import EventLog
from events.identity import START, Position
from events.query import Query
from handlers.reactor import Reactor

LOOKED_AT = 1_000
"""Decisions that are read at once, from the newest back."""

_DECIDED = Query(types=frozenset(name for name, one in PAYLOADS.items() if not one.exogenous))


async def last_causes(log: EventLog, names: Collection[str]) -> dict[str, Position]:
    """By reactor, the last cause that it decided about; none for one that never decided.

    A reactor appends in the order of its causes, so it decided about all that came before as well.
    """
    found: dict[str, Position] = {}
    before: Position | None = None
    while len(found) < len(names):
        decisions = await log.backward(before=before, query=_DECIDED, limit=LOOKED_AT)
        if not decisions:
            break
        for decision in decisions:
            name = _handler(decision.source)
            if name in names and name not in found:
                found[name] = await _cause(log, decision)
        before = decisions[-1].position
    return found


async def other_version_decided(log: EventLog, reactor: Reactor[object], event_id: UUID) -> bool:
    """Whether the event is what another version of this reactor decided."""
    found = await log.get(event_id)
    return (
        found is not None
        and _handler(found.source) == reactor.name
        and found.source != handler_source(reactor.name, reactor.version)
    )


def _handler(source: str) -> str:
    """The name in `/handlers/{name}/{version}`; of any other source, nothing."""
    prefix, _, name = source.rpartition("/")[0].rpartition("/")
    return name if prefix == "/handlers" else ""


async def _cause(log: EventLog, decision: Recorded) -> Position:
    cause = decision.causation_id and await log.get(decision.causation_id)
    return cause.position if cause else START
