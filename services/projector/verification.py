"""Live equals rebuilt: every live view against a fold from zero to the same position.

The log is read once for all views, and what is compared are the bytes that lie in the tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import START, Position
from projections.projection import Projection, State
from projections.runtime import Difference, RowCodec, first_difference, fold
from services.projector.reading import Rows, ViewReader


@dataclass(frozen=True, slots=True)
class Verification:
    """One view's comparison; no difference means that it is exactly what the log says."""

    view: str
    position: Position
    rows: int
    difference: Difference | None


async def verify(
    log: EventLog, reader: ViewReader, projections: Sequence[Projection[Any]]
) -> list[Verification]:
    """Compare each live view with its rebuild, byte for byte. Raises `ViewNotBuilt`."""
    comparisons = [_Comparison(one, await reader.stored(one)) for one in projections]
    until = max((one.live.position for one in comparisons), default=START)
    async for page in log.pages(until=until):
        for comparison in comparisons:
            comparison.take(page.events)
    return [comparison.result() for comparison in comparisons]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A live view, and its rebuild as it grows to the live one's position."""

    projection: Projection[Any]
    live: Rows[bytes]
    rebuilt: State[Any] = field(default_factory=State)

    def take(self, events: Sequence[Recorded]) -> None:
        if events and events[-1].position > self.live.position:
            events = [event for event in events if event.position <= self.live.position]
        fold(self.projection, self.rebuilt, events)

    def result(self) -> Verification:
        name, live = self.projection.name, self.live
        rebuilt = RowCodec(self.projection).encode_all(self.rebuilt.rows())
        difference = first_difference(name, live.rows, rebuilt)
        return Verification(name, live.position, len(live.rows), difference)
