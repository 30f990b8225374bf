"""Filling a hub from an export: what is imported was told where it happened, and is not told again.

The publisher's checkpoint goes along with what is taken over, batch by batch. Where the hub has
something of its own that the publisher has yet to tell, the checkpoint stays, and nothing is lost.
"""

from collections.abc import Iterable

from events.envelope import Recorded
from events.eventlog import Checkpoint, PostgresEventLog
from events.eventlog.portable import import_lines
from events.eventlog.protocol import Head
from services.publisher.publisher import NAME


async def import_history(log: PostgresEventLog, lines: Iterable[bytes]) -> None:
    """Append an export's events. Raises `InvalidArchive`."""
    told = await log.checkpoint(NAME) >= (await log.head()).position
    await import_lines(_Told(log) if told else log, lines)


class _Told:
    """A log whose imported events count as published."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def head(self) -> Head:
        return await self._log.head()

    async def append_verbatim(self, events: list[Recorded]) -> None:
        await self._log.append_verbatim(events)
        await self._log.store_checkpoint(Checkpoint(NAME, events[-1].position))
