"""The memory log, driven without an event loop: none of its operations ever really waits."""

from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from events.envelope import Recorded
from events.eventlog.memory import MemoryEventLog
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


def events_after(log: MemoryEventLog, position: Position) -> Sequence[Recorded]:
    """Every event after a position, in order."""
    return log.after(position)
