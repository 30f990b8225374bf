"""What a request needs: the log, the views, and the moment that it asks about."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic

from fastapi import Depends, Request

from events.eventlog import EventLog
from events.identity import Position
from projections.projection import Projection, Row
from services.projector.reading import Rows, ViewReader
from services.web.moments import AtParameter, MinPositionParameter, moment_of
from services.web.problems import Problem

READ_YOUR_WRITES_S = 5.0
"""How long a request with `min_position` waits for the view, at most."""


@dataclass(frozen=True, slots=True)
class Past(Generic[Row]):
    """Rows of a view, and the moment at which they are to be looked at."""

    rows: dict[str, Row]
    position: Position
    moment: datetime


@dataclass(frozen=True, slots=True)
class Views:
    """Reads views for one request, as of the moment that it asks about."""

    log: EventLog
    reader: ViewReader
    at: str | None
    min_position: int | None

    async def read(self, projection: Projection[Row], prefix: str = "") -> Past[Row]:
        """Rows as of `at`, or as they are once `min_position` is reached. Raises `Problem`."""
        if self.at is not None:
            moment = await moment_of(self.log, self.at)
            rows = await self.reader.at(projection, moment.position, prefix)
            return Past(rows.rows, rows.position, moment.time)
        await self.reach(projection)
        live: Rows[Row] = await self.reader.rows(projection, prefix)
        return Past(live.rows, live.position, datetime.now(UTC))

    async def reach(self, projection: Projection[Row]) -> None:
        """Wait until the view has come to `min_position`. Raises `Problem`."""
        wanted = self.min_position
        if wanted is None:
            return
        if not await self.reader.reached(projection, Position(wanted), READ_YOUR_WRITES_S):
            position = await self.reader.position(projection)
            raise Problem(
                503, f"min_position: the view {projection.name} is at {position}, not yet {wanted}"
            )


async def views_of(
    request: Request,
    at: AtParameter = None,
    min_position: MinPositionParameter = None,
) -> Views:
    return Views(request.app.state.log, request.app.state.reader, at, min_position)


RequestViews = Annotated[Views, Depends(views_of)]
