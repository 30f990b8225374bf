"""`/devices`: every device that was ever heard, whether it still is, and whether it is trusted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StrictBool, TypeAdapter

from events.errors import InvalidSubject
from projections.devices import Device, Devices
from projections.trust import Standing, Trust, is_trusted
from services.accounts import Caller, requires
from services.backend.context import RequestViews, Views
from services.backend.desk import SOURCE
from services.device_trust import UnknownDevice, say_trust
from services.web.problems import Problem

router = APIRouter(prefix="/devices", tags=["devices"])

_device_json: TypeAdapter[Device] = TypeAdapter(Device)
_DEVICES, _TRUST = Devices(), Trust()


class Word(BaseModel):
    """What an operator says of a device."""

    trusted: StrictBool
    """Whether it may be commanded, whatever it has done so far."""


@router.get("/")
async def list_devices(views: RequestViews, response: Response) -> list[dict[str, Any]]:
    return await _told(views, "", response)


@router.get("/{device:path}")
async def one_device(device: str, views: RequestViews, response: Response) -> dict[str, Any]:
    for found in await _told(views, device, response):
        if found["device"] == device:
            return found
    raise Problem(404, f"no device {device!r} has ever been heard")


@router.put("/{device:path}/trust")
async def trust(
    device: str,
    said: Word,
    request: Request,
    response: Response,
    caller: Annotated[Caller, requires("service")],
) -> dict[str, Any]:
    """Let a device be commanded, or forbid it. The simulated office does so for its own devices."""
    try:
        position = await say_trust(
            request.app.state.log, device, said.trusted, source=SOURCE, actor=caller.actor
        )
    except (UnknownDevice, InvalidSubject) as error:
        raise Problem(404, str(error)) from None
    response.headers["SOMS-Position"] = str(position)
    return {"device": device, "trusted": said.trusted}


async def _told(views: Views, prefix: str, response: Response) -> list[dict[str, Any]]:
    devices = await views.read(_DEVICES, prefix)
    # A leaf's standing depends on its hub's, whose name is shorter.
    standings = await views.read(_TRUST, prefix.partition(".")[0])
    response.headers["SOMS-Position"] = str(min(devices.position, standings.position))
    return [device_object(row, devices.moment, standings.rows) for row in devices.rows.values()]


def device_object(
    device: Device, moment: datetime, standings: Mapping[str, Standing]
) -> dict[str, Any]:
    """The device as JSON, with what depends on the moment."""
    found: dict[str, Any] = _device_json.dump_python(device, mode="json")
    del found["gone"]
    standing = standings.get(device.device) or Standing(device.device)
    return found | {
        "status": device.status(moment),
        "age_s": max((moment - device.last_seen).total_seconds(), 0.0),
        "rate_per_min": round(device.rate_at(moment), 3),
        "trusted": is_trusted(standings, device.device, moment),
        "trust_said": standing.word,
        "tools": list(standing.tools),
        "sleeps": standing.sleeps,
    }
