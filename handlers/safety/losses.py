"""Losses: whether a zone is less safe without a device that went away; most of the time it is not.

It is without the last sensor of a quantity, without a sensor for gas or smoke, without a camera,
and without what the floor itself could act by. A leaf that comes and goes beside others is not.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from events.zones import Quantity
from handlers.safety.equipment import CAMERA
from handlers.safety.measures import REMEDYING
from handlers.safety.remedies import tools_of
from handlers.safety.shelves import Shelves
from handlers.world.sensors import Sensor
from projections.fusion import WINDOW

_WORDS: Mapping[Quantity, str] = {"temperature": "室温", "humidity": "湿度", "co2": "CO2"}

GUARD = "ガスや煙のセンサー"
EYE = "カメラ"
REMEDY = "空調や換気の装置"


def part_of(shelves: Shelves, device: str, zone: str, heard_at: datetime) -> str | None:
    """What the device did for the safety of its zone, in words; None if it is not missed."""
    equipment, standing = shelves.equipment.get(device), shelves.standings.get(device)
    if equipment is not None and equipment.guards:
        return GUARD
    if standing is not None and not REMEDYING.isdisjoint(tools_of(standing)):
        return REMEDY
    if (equipment is not None and equipment.kind == CAMERA) or _saw(shelves, device, zone):
        return EYE
    return _last_sensor(shelves, device, zone, heard_at)


def _saw(shelves: Shelves, device: str, zone: str) -> bool:
    """Whether it is among those who told of the people in the zone lately."""
    watched = shelves.zones.get(zone)
    return (
        watched is not None
        and watched.presence is not None
        and device in (watched.presence.observers)
    )


def _last_sensor(shelves: Shelves, device: str, zone: str, heard_at: datetime) -> str | None:
    for channel in get_args(Quantity):
        air = shelves.air.get(f"{zone}/{channel}")
        if air is not None and _is_last(shelves, air.sensors, device, heard_at):
            return f"{_WORDS[channel]}を測る最後のセンサー"
    return None


def _is_last(
    shelves: Shelves, sensors: Mapping[str, Sensor], device: str, heard_at: datetime
) -> bool:
    if device not in sensors or heard_at - sensors[device].time >= WINDOW:
        return False
    return not any(
        heard_at - sensor.time < WINDOW and _is_there(shelves, other)
        for other, sensor in sensors.items()
        if other != device
    )


def _is_there(shelves: Shelves, device: str) -> bool:
    standing = shelves.standings.get(device)
    return standing is None or standing.online_since is not None
