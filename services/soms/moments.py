"""A moment as a person names it on the command line: a position of the log, or a time."""

from datetime import UTC, datetime

import typer

from events.eventlog import EventLog
from events.identity import Position


async def position_named(log: EventLog, option: str, text: str) -> Position:
    """The position that `text` names, at most the head. Raises `BadParameter` naming the option."""
    if text.isdecimal():
        return Position(min(int(text), (await log.head()).position))
    return await log.position_at(_time(option, text))


async def past_position(log: EventLog, option: str, text: str) -> Position:
    """The same of a moment that has been. Raises `BadParameter` for one yet to come."""
    head = (await log.head()).position
    if text.isdecimal() and int(text) > head:
        raise typer.BadParameter(f"{option}: position {text} is beyond the log's head {head}")
    if not text.isdecimal() and _time(option, text) > datetime.now(UTC):
        raise typer.BadParameter(f"{option}: {text} is yet to come")
    return await position_named(log, option, text)


def _time(option: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        wanted = "a position or an RFC 3339 time such as 2026-03-03T09:00:00Z"
        raise typer.BadParameter(f"{option}: {text!r} is not {wanted}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
