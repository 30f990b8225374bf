"""Live equals rebuilt: every live view against a fold from zero to the same position.

The log is read once for all views, and what is compared are the bytes that lie in the tables. What
is parked is left out of the comparison, and told.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events.envelope import Recorded
from events.eventlog import EventLog
from events.eventlog.read_ahead import ahead
from events.identity import START, Position
from projections.projection import Projection, State
from projections.runtime import Difference, RowCodec, first_difference, fold
from services.projector.parking import Parked, admitted
from services.projector.reading import Rows, ViewReader
from services.reasons import reason_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verification:
    """One view's comparison with what the log says."""

    view: str
    position: Position
    rows: int
    difference: Difference | None
    parked: int = 0
    """Subjects that are left out of both sides of the comparison."""
    failure: str | None = None
    """Why the log cannot be folded to this view's position, if it cannot."""

    @property
    def equal(self) -> bool:
        """The rows are exactly those of a fold that leaves out what is parked."""
        return self.difference is None and self.failure is None

    @property
    def ok(self) -> bool:
        """The view is exactly what the log says, and says all of it."""
        return self.equal and not self.parked


async def verify(
    log: EventLog, reader: ViewReader, projections: Sequence[Projection[Any]]
) -> list[Verification]:
    """Compare each live view with its rebuild, byte for byte. Raises `ViewNotBuilt`."""
    comparisons = [_Comparison(one, *await reader.comparable(one)) for one in projections]
    until = max((one.live.position for one in comparisons), default=START)
    async for page in ahead(log.pages(until=until)):
        for comparison in comparisons:
            comparison.take(page.events)
    return [comparison.result() for comparison in comparisons]


@dataclass(slots=True)
class _Comparison:
    """A live view, and its rebuild as it grows to the live one's position."""

    projection: Projection[Any]
    live: Rows[bytes]
    parked: Parked
    rebuilt: State[Any] = field(default_factory=State)
    failure: str | None = None

    def take(self, events: Sequence[Recorded]) -> None:
        if self.failure is not None:
            return
        if events and events[-1].position > self.live.position:
            events = [event for event in events if event.position <= self.live.position]
        try:
            fold(self.projection, self.rebuilt, admitted(events, self.parked))
        except Exception as error:
            logger.exception("projection %s cannot be folded", self.projection.name)
            self.failure = reason_of(error)

    def result(self) -> Verification:
        name, live, parked = self.projection.name, self.live, len(self.parked)
        if self.failure is not None:
            return Verification(name, live.position, len(live.rows), None, parked, self.failure)
        rebuilt = RowCodec(self.projection).encode_all(self.rebuilt.rows())
        difference = first_difference(name, live.rows, rebuilt)
        return Verification(name, live.position, len(live.rows), difference, parked)
