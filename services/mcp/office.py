"""What the tools read from, and moments of the log as an agent names them."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from events.envelope import Recorded
from events.errors import InvalidSubject
from events.eventlog import PostgresEventLog
from events.identity import Position, Subject
from services.backend.context import Views
from services.mcp.faults import Fault
from services.projector.reading import ViewReader

POSITION_DIGITS = 18


@dataclass(frozen=True)
class Office:
    """One hub: its log, its views, and where its verifier key lies."""

    log: PostgresEventLog
    reader: ViewReader
    data: Path
    bounty_milli: int | None = None
    """What every wish is worth, whatever it says; None where it may say it."""

    def views(self, at: str | None = None) -> Views:
        """The views as of a position or time; as they are now if there is none."""
        return Views(self.log, self.reader, at, None)

    async def head(self) -> Position:
        return (await self.log.head()).position

    async def event(self, named: str) -> Recorded:
        """The event of an id or at a position. Raises `Fault`."""
        found = await self._found(named)
        if found is None:
            raise Fault(f"event: there is no {named} in this log")
        return found

    async def _found(self, named: str) -> Recorded | None:
        if named.isdecimal() and len(named) <= POSITION_DIGITS:
            at = int(named)
            last = await self.log.backward(before=Position(at + 1), limit=1)
            return next((one for one in last if one.position == at), None)
        try:
            return await self.log.get(UUID(named))
        except ValueError:
            raise Fault("event: must be an event's UUID, or its position") from None


def subject_named(text: str) -> Subject:
    """Raises `Fault`."""
    try:
        return Subject(text)
    except InvalidSubject:
        raise Fault("subject: must be a kind and a name, such as zone:main or task:42") from None
