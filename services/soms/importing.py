"""Filling a hub from an export: what is imported was told and done where it happened.

It is not told again, and commands no device here: the publisher's and the commander's checkpoints
go along with what is taken over, batch by batch. Where the hub has something of its own that the
publisher has yet to tell, its checkpoint stays, and nothing is lost.
"""

from collections.abc import Iterable, Sequence

from events.envelope import Recorded
from events.eventlog import Checkpoint, PostgresEventLog
from events.eventlog.portable import import_lines
from events.eventlog.protocol import Head
from services.commander.commander import NAME as COMMANDER
from services.publisher.publisher import NAME as PUBLISHER


async def import_history(log: PostgresEventLog, lines: Iterable[bytes]) -> None:
    """Append an export's events. Raises `InvalidArchive`."""
    told = await log.checkpoint(PUBLISHER) >= (await log.head()).position
    await import_lines(_Past(log, (COMMANDER, PUBLISHER) if told else (COMMANDER,)), lines)


class _Past:
    """A log whose imported events are over for those who follow it under these names."""

    def __init__(self, log: PostgresEventLog, names: Sequence[str]) -> None:
        self._log = log
        self._names = names

    async def head(self) -> Head:
        return await self._log.head()

    async def append_verbatim(self, events: list[Recorded]) -> None:
        last = events[-1].position
        await self._log.append_verbatim(events, [Checkpoint(name, last) for name in self._names])
