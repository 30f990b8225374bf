"""`?at=`, the moment of the log that a request asks about, as a position or an RFC 3339 time; and
`?min_position=`, how far an answer about now has to have come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from events.eventlog import EventLog
from events.identity import Position
from services.web.problems import Problem

AtParameter = Annotated[
    str | None, Query(alias="at", description="A position, or an RFC 3339 time; absent: now.")
]

MinPositionParameter = Annotated[
    int | None, Query(ge=0, description="The answer is to have come as far as this, at least.")
]

POSITION_DIGITS = 18
"""No log is longer than that."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the log, and the time that it stands for."""

    position: Position
    time: datetime


async def moment_of(log: EventLog, at: str) -> Moment:
    """The moment that `at` names. Raises `Problem` if it names none, or one yet to come."""
    if at.isdecimal() and len(at) <= POSITION_DIGITS:
        return await _at_position(log, Position(int(at)))
    return await _at_time(log, parse_time("at", at))


async def _at_position(log: EventLog, position: Position) -> Moment:
    head = await log.head()
    if position > head.position:
        raise Problem(400, f"at: position {position} is beyond the log's head {head.position}")
    last = await log.backward(before=Position(position + 1), limit=1)
    return Moment(position, last[0].recorded_at if last else datetime.min.replace(tzinfo=UTC))


async def _at_time(log: EventLog, time: datetime) -> Moment:
    now = datetime.now(UTC)
    if time > now:
        raise Problem(400, f"at: {time.isoformat()} is yet to come; it is {now.isoformat()}")
    return Moment(await log.position_at(time), time)


def parse_time(parameter: str, text: str) -> datetime:
    """An RFC 3339 time; one without an offset is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        wanted = "a position or an RFC 3339 time such as 2026-03-03T09:00:00Z"
        raise Problem(400, f"{parameter}: {text!r:.60} is not {wanted}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
