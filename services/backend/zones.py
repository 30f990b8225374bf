"""`/zones`: what every zone is like, now or at any moment, and how its channels went."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import TypeAdapter

from projections.series import DailySeries, HourlySeries
from projections.zones import LatestReading, Observation, Occupancy, Zones, ZoneView, zone_at
from services.backend.context import Past, RequestViews, Views
from services.web.moments import parse_time
from services.web.problems import Problem

router = APIRouter(prefix="/zones", tags=["zones"])

_zone_json: TypeAdapter[ZoneView] = TypeAdapter(ZoneView)
_ZONES, _OCCUPANCY = Zones(), Occupancy()
_SERIES = {"hour": HourlySeries(), "day": DailySeries()}


@router.get("/")
async def list_zones(views: RequestViews, response: Response) -> list[dict[str, Any]]:
    """Every zone that a sensor or camera has ever reported from."""
    readings = await views.read(_ZONES)
    observations = await views.read(_OCCUPANCY)
    response.headers["SOMS-Position"] = str(min(readings.position, observations.position))
    names = zone_names(readings.rows.values(), observations.rows.values())
    return [
        zone_object(name, readings.rows.values(), observations.rows.values(), readings.moment)
        for name in names
    ]


@router.get("/{zone}")
async def one_zone(zone: str, views: RequestViews, response: Response) -> dict[str, Any]:
    """One zone: each channel fused, with every sensor's part in it, and who is there."""
    readings, observations = await _known(zone, views)
    response.headers["SOMS-Position"] = str(min(readings.position, observations.position))
    return zone_object(zone, readings.rows.values(), observations.rows.values(), readings.moment)


@router.get("/{zone}/history")
async def history(
    zone: str,
    channel: Annotated[str, Query(max_length=100)],
    views: RequestViews,
    response: Response,
    since: Annotated[str | None, Query(alias="from")] = None,
    until: Annotated[str | None, Query(alias="to")] = None,
    bucket: Literal["hour", "day"] = "hour",
) -> list[dict[str, Any]]:
    """Count, mean, minimum and maximum of a channel, hour by hour or day by day, oldest first."""
    series = await views.read(_SERIES[bucket], f"{zone}/{channel}/")
    if not series.rows:
        await _known(zone, views)
    first = parse_time("from", since) if since else None
    last = parse_time("to", until) if until else None
    response.headers["SOMS-Position"] = str(series.position)
    return [
        {
            "start": row.start,
            "count": row.count,
            "mean": row.mean,
            "minimum": row.minimum,
            "maximum": row.maximum,
        }
        for row in series.rows.values()
        if (first is None or row.start >= first) and (last is None or row.start < last)
    ]


async def _known(zone: str, views: Views) -> tuple[Past[LatestReading], Past[Observation]]:
    """What was read and seen in a zone. Raises `Problem` where nothing ever was."""
    readings = await views.read(_ZONES, f"{zone}/")
    observations = await views.read(_OCCUPANCY, f"{zone}/")
    if zone not in zone_names(readings.rows.values(), observations.rows.values()):
        raise Problem(404, f"no zone {zone!r}: nothing has reported from there")
    return readings, observations


def zone_names(readings: Iterable[LatestReading], observations: Iterable[Observation]) -> list[str]:
    return sorted({row.zone for row in readings} | {row.zone for row in observations})


def zone_object(
    zone: str,
    readings: Iterable[LatestReading],
    observations: Iterable[Observation],
    moment: datetime,
) -> dict[str, Any]:
    """The zone's view as JSON."""
    view = zone_at(
        zone,
        [row for row in readings if row.zone == zone],
        [row for row in observations if row.zone == zone],
        moment,
    )
    found: dict[str, Any] = _zone_json.dump_python(view, mode="json")
    return found
