"""Tools that read the office: its zones at any moment, its devices, its tasks."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import Field

from projections.devices import Devices
from projections.tasks import Tasks
from projections.trust import Trust
from projections.zones import Occupancy, Zones
from services.accounts import Caller
from services.backend.devices import device_object
from services.backend.task_bodies import StatusName, status_of, task_object
from services.backend.zones import zone_names, zone_object
from services.mcp.answers import Answer, listed
from services.mcp.faults import Fault
from services.mcp.office import Office
from services.mcp.tool import Asked, ReadTool

LIMIT = 100
LOOKED_THROUGH = 1_000
"""Tasks among which those of a status are sought: the newest."""

_ZONES, _OCCUPANCY, _DEVICES, _TASKS, _TRUST = Zones(), Occupancy(), Devices(), Tasks(), Trust()

Moment = Annotated[str, Field(min_length=1, max_length=40)]


class ZoneState(Asked):
    """One zone: each channel's fused value with every sensor's part in it, and who is there."""

    name: ClassVar[str] = "zone_state"

    zone: Annotated[str, Field(min_length=1, max_length=100)]
    """Exactly as `list_zones` names it."""
    at: Moment | None = None
    """A position of the log, or an RFC 3339 time in the past; absent: now."""


class ListZones(Asked):
    """The names of all zones that a sensor or camera has ever reported from."""

    name: ClassVar[str] = "list_zones"


class ListDevices(Asked):
    """Every device that was heard: where it is, whether it still is there, whether it may be
    commanded, and what it can do."""

    name: ClassVar[str] = "list_devices"

    limit: Annotated[int, Field(ge=1, le=LIMIT)] = LIMIT


class ListTasks(Asked):
    """Tasks, newest first: what people are asked to do, or did."""

    name: ClassVar[str] = "list_tasks"

    status: StatusName | None = None
    """One of them only; all that are not over otherwise, and those that were done."""
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 20


async def zone_state(office: Office, _: Caller, asked: ZoneState) -> Answer:
    views = office.views(asked.at)
    readings = await views.read(_ZONES, f"{asked.zone}/")
    seen = await views.read(_OCCUPANCY, f"{asked.zone}/")
    rows, observations = readings.rows.values(), seen.rows.values()
    if asked.zone not in zone_names(rows, observations):
        raise Fault(f"zone: nothing has reported from {asked.zone!r:.60}; see list_zones")
    found = zone_object(asked.zone, rows, observations, readings.moment)
    return Answer({"zone": found}, min(readings.position, seen.position))


async def list_zones(office: Office, _: Caller, __: ListZones) -> Answer:
    views = office.views()
    readings, seen = await views.read(_ZONES), await views.read(_OCCUPANCY)
    names = zone_names(readings.rows.values(), seen.rows.values())
    return Answer(listed("zones", names), min(readings.position, seen.position))


async def list_devices(office: Office, _: Caller, asked: ListDevices) -> Answer:
    views = office.views()
    devices, standings = await views.read(_DEVICES), await views.read(_TRUST)
    rows = list(devices.rows.values())
    objects = (device_object(one, devices.moment, standings.rows) for one in rows[: asked.limit])
    body = listed("devices", objects, more=len(rows) > asked.limit)
    return Answer(body, min(devices.position, standings.position))


async def list_tasks(office: Office, _: Caller, asked: ListTasks) -> Answer:
    newest = await office.reader.newest(_TASKS, LOOKED_THROUGH)
    now = datetime.now(UTC)
    wanted = [
        one
        for one in newest.rows.values()
        if (status := status_of(one)) is not None
        and asked.status in (None, status)
        and not (one.due is not None and one.due <= now)
    ]
    more = len(wanted) > asked.limit or len(newest.rows) == LOOKED_THROUGH
    objects = (task_object(one) for one in wanted[: asked.limit])
    return Answer(listed("tasks", objects, more=more), newest.position)


OFFICE_TOOLS = (
    ReadTool(ZoneState, zone_state),
    ReadTool(ListZones, list_zones),
    ReadTool(ListDevices, list_devices),
    ReadTool(ListTasks, list_tasks),
)
