"""`/devices`: every device that was ever heard, and whether it still is."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from projections.devices import Device, Devices
from services.backend.context import RequestViews
from services.web.problems import Problem

router = APIRouter(prefix="/devices", tags=["devices"])

_device_json: TypeAdapter[Device] = TypeAdapter(Device)
_DEVICES = Devices()


@router.get("/")
async def list_devices(views: RequestViews, response: Response) -> list[dict[str, Any]]:
    devices = await views.read(_DEVICES)
    response.headers["SOMS-Position"] = str(devices.position)
    return [device_object(row, devices.moment) for row in devices.rows.values()]


@router.get("/{device:path}")
async def one_device(device: str, views: RequestViews, response: Response) -> dict[str, Any]:
    devices = await views.read(_DEVICES, device)
    if device not in devices.rows:
        raise Problem(404, f"no device {device!r} has ever been heard")
    response.headers["SOMS-Position"] = str(devices.position)
    return device_object(devices.rows[device], devices.moment)


def device_object(device: Device, moment: datetime) -> dict[str, Any]:
    """The device as JSON, with what depends on the moment."""
    found: dict[str, Any] = _device_json.dump_python(device, mode="json")
    del found["gone"]
    return found | {
        "status": device.status(moment),
        "age_s": max((moment - device.last_seen).total_seconds(), 0.0),
        "rate_per_min": round(device.rate_at(moment), 3),
    }
