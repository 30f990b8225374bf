"""`/devices`: who provided which device, and what it has gained by being there."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.identity import Position, Subject, new_id
from handlers.credits.arguments import Number
from handlers.credits.device_owners import (
    XP_LIMIT,
    DeviceName,
    DeviceType,
    DisplayName,
    Reason,
    TopicPrefix,
    Zone,
)
from handlers.credits.rules import multiplier
from handlers.decider import Refused
from projections.experience import Experience, OwnedDevice, active_in
from services.accounts import Caller, RequestCaller, requires
from services.deciding import Deciding
from services.wallet.books import Books
from services.wallet.clock import now
from services.wallet.context import AtPosition, RequestBooks
from services.web.problems import Problem

router = APIRouter(prefix="/devices", tags=["devices"])

EXPERIENCE = Experience()
SOURCE = "/services/wallet"

Device = Annotated[str, Path(min_length=1, max_length=128)]
Operator = Annotated[Caller, requires()]
Service = Annotated[Caller, requires("service")]


class NewDevice(BaseModel):
    """A device, and whose it is."""

    model_config = ConfigDict(extra="ignore")

    device_id: DeviceName
    owner_id: Number
    device_type: DeviceType
    display_name: DisplayName | None = None
    topic_prefix: TopicPrefix | None = None


class DeviceChange(BaseModel):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="ignore")

    owner_id: Number | None = None
    device_type: DeviceType | None = None
    display_name: DisplayName | None = None
    topic_prefix: TopicPrefix | None = None
    is_active: bool | None = None


class Grant(BaseModel):
    """Experience for all devices of a zone that take part."""

    model_config = ConfigDict(extra="ignore")

    zone: Zone
    task_id: Number
    xp_amount: Annotated[int, Field(strict=True, ge=1, le=XP_LIMIT)] = 10
    event_type: Reason = "task_created"


@router.post("/")
async def register(body: NewDevice, request: Request, caller: Operator) -> dict[str, Any]:
    """A device belongs to somebody from now on; 409 if it does already."""
    given = {
        "device": body.device_id,
        "owner": body.owner_id,
        **body.model_dump(include={"device_type", "display_name", "topic_prefix"}),
    }
    await _owners(request).give("register_device", given, actor=caller.actor)
    return await _told(request, body.device_id)


@router.get("/")
async def list_devices(
    request: Request, at: AtPosition, response: Response, _: RequestCaller
) -> list[dict[str, Any]]:
    found, position = await _as_of(request, at)
    response.headers["SOMS-Position"] = str(position)
    return [device_object(one) for one in found]


@router.put("/{device_id}")
async def change(
    device_id: Device, body: DeviceChange, request: Request, caller: Operator
) -> dict[str, Any]:
    """What is known of a device changes; 404 if it belongs to nobody."""
    given = {
        "device": device_id,
        "owner": body.owner_id,
        "active": body.is_active,
        **body.model_dump(include={"device_type", "display_name", "topic_prefix"}),
    }
    await _owners(request).give("change_device", given, actor=caller.actor)
    return await _told(request, device_id)


@router.post("/xp-grant")
async def grant_xp(body: Grant, request: Request, caller: Service) -> dict[str, Any]:
    """Grant experience; what the task earned its devices by itself is not granted again."""
    devices = active_in(body.zone, await _all(request))
    granted = await asyncio.gather(*(_granted(request, body, one, caller) for one in devices))
    awarded = [one for one in granted if one is not None]
    return {
        "devices_awarded": len(awarded),
        "total_xp_granted": len(awarded) * body.xp_amount,
        "device_ids": awarded,
    }


@router.get("/zone-multiplier/{zone}")
async def zone_multiplier(
    zone: str, request: Request, at: AtPosition, response: Response, _: RequestCaller
) -> dict[str, Any]:
    """By how much the devices of a zone raise the rewards there."""
    found, position = await _as_of(request, at)
    response.headers["SOMS-Position"] = str(position)
    xps = [one.xp for one in active_in(zone, found)]
    return {
        "zone": zone,
        "multiplier": float(multiplier(xps)),
        "device_count": len(xps),
        "avg_xp": sum(xps) / len(xps) if xps else 0.0,
    }


@router.post("/{device_id}/heartbeat")
async def heartbeat(
    device_id: Device,
    request: Request,
    books: RequestBooks,
    caller: Annotated[Caller, requires("member", "device", "service")],
) -> dict[str, Any]:
    """A device says that it is there; what that earns its owner follows from the log.

    Its owner speaks for it, a service for all of them.
    """
    device = await _known(request, device_id)
    caller.require_self_or(device.owner, "service")
    subject = Subject.of("device", device_id)
    data = HeartbeatReceived(device=device_id, zone=device.zone)
    event = Event(new_id(), data, SOURCE, subject, now(), actor=caller.actor)
    await books.log.append([event])
    return {**device_object(device), "last_heartbeat_at": event.time.isoformat()}


async def _granted(
    request: Request, body: Grant, device: OwnedDevice, caller: Caller
) -> str | None:
    """The device, if it gained something."""
    given = {
        "device": device.device,
        "zone": body.zone,
        "task": body.task_id,
        "amount": body.xp_amount,
        "reason": body.event_type,
    }
    try:
        event = await _owners(request).give("grant_xp", given, actor=caller.actor)
    except Refused:
        return None  # it left the zone meanwhile
    return None if event is None else device.device


def _owners(request: Request) -> Deciding:
    owners: Deciding = request.app.state.owners
    return owners


async def _all(request: Request) -> list[OwnedDevice]:
    """Every device with an owner, by name."""
    return (await _as_of(request, None))[0]


async def _as_of(request: Request, at: Position | None) -> tuple[list[OwnedDevice], Position]:
    """The same, of a moment, and the position that this is."""
    books: Books = request.app.state.books
    if at is not None:
        past = await books.reader.at(EXPERIENCE, at)
        rows, position = past.rows, past.position
    else:
        owners = _owners(request)
        await owners.reach((await books.log.head()).position)
        rows, position = await owners.read(EXPERIENCE)
    return [rows[name] for name in sorted(rows)], position


async def _known(request: Request, device: str) -> OwnedDevice:
    found = next((one for one in await _all(request) if one.device == device), None)
    if found is None:
        raise Problem(404, f"device_id: {device!r:.60} is not registered to anybody")
    return found


async def _told(request: Request, device: str) -> dict[str, Any]:
    return device_object(await _known(request, device))


def device_object(device: OwnedDevice) -> dict[str, Any]:
    return {
        "device_id": device.device,
        "owner_id": device.owner,
        "device_type": device.device_type,
        "display_name": device.display_name,
        "topic_prefix": device.topic_prefix,
        "zone": device.zone,
        "registered_at": device.registered_at.isoformat(),
        "is_active": device.active,
        "xp": device.xp,
    }
