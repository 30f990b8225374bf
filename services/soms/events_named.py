"""An event as a person names it on the command line: by its id, or by its position."""

from uuid import UUID

import typer

from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position
from services.soms.output import tell


async def event_named(log: EventLog, identity: str) -> Recorded:
    """Raises `BadParameter` for what is neither, and ends the command where there is no event."""
    found = await _find(log, identity)
    if found is None:
        tell(f"soms: no event {identity} in this log")
        raise typer.Exit(1)
    return found


async def _find(log: EventLog, identity: str) -> Recorded | None:
    if not identity.isdecimal():
        return await log.get(_event_id(identity))
    at = int(identity)
    found = await log.backward(before=Position(at + 1), limit=1)
    return next((event for event in found if event.position == at), None)


def _event_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is neither a UUID nor a position") from None
