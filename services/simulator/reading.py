"""The memory log, driven without an event loop: none of its operations ever really waits."""

from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from events.envelope import Recorded
from events.eventlog.protocol import EventLog
from events.identity import Position

Result = TypeVar("Result")


def settled(operation: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine that needs no event loop."""
    try:
        operation.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    operation.close()
    raise RuntimeError("a memory log never waits")


async def _after(log: EventLog, position: Position) -> Sequence[Recorded]:
    events: list[Recorded] = []
    async for page in log.pages(after=position):
        events.extend(page.events)
    return events


def events_after(log: EventLog, position: Position) -> Sequence[Recorded]:
    """Every event after a position, in order."""
    return settled(_after(log, position))
