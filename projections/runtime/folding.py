"""Folding: the one way in which events become rows, live, in a rebuild and in the past."""

from collections.abc import Iterable

from events.envelope import Recorded
from events.eventlog import EventLog
from events.eventlog.read_ahead import ahead
from events.identity import START, Position
from projections.projection import Projection, Row, State


def fold(projection: Projection[Row], state: State[Row], events: Iterable[Recorded]) -> None:
    """Apply the events that the projection handles, in order."""
    handles, apply = projection.handles, projection.apply
    for event in events:
        if event.type in handles:
            apply(state, event)


async def fold_log(
    projection: Projection[Row],
    log: EventLog,
    *,
    state: State[Row] | None = None,
    after: Position = START,
    until: Position | None = None,
) -> State[Row]:
    """The state after positions (after, until], starting from `state`. Stops at a failure."""
    folded: State[Row] = State() if state is None else state
    async for page in ahead(log.pages(after=after, until=until)):
        fold(projection, folded, page.events)
    return folded
