"""A moment as a person names it on the command line: a position of the log, or a time."""

from datetime import UTC, datetime

import typer

from events.eventlog import EventLog
from events.identity import Position


async def position_named(log: EventLog, option: str, text: str) -> Position:
    """The position that `text` names. Raises `BadParameter` naming the option."""
    if text.isdecimal():
        return Position(min(int(text), (await log.head()).position))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        wanted = "a position or an RFC 3339 time such as 2026-03-03T09:00:00Z"
        raise typer.BadParameter(f"{option}: {text!r} is not {wanted}") from None
    return await log.position_at(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
