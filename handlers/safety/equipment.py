"""Equipment: where devices stand, what they are, and what the floor has just asked of them.

Whether they may be commanded, and with which tools, is for `projections.trust`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events.devices import (
    CameOnline,
    CommandFailed,
    CommandSucceeded,
    HeartbeatReceived,
    Registered,
    StateReported,
)
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.vision import CameraDiscovered
from handlers.safety.measures import POWER_ON
from projections.projection import State
from projections.switches import switched

CAMERA = "camera"

GUARDED = frozenset({"gas_resistance", "gas", "smoke", "co", "carbon_monoxide"})
"""Channels of sensors that warn of what people cannot see."""

TOLD_BY: frozenset[str] = frozenset(
    payload.event_type
    for payload in (
        Registered,
        HeartbeatReceived,
        CameOnline,
        StateReported,
        CameraDiscovered,
        CommandSucceeded,
        CommandFailed,
    )
)
"""Events that tell of equipment, besides readings."""

_POWER = ("power_state", "power", "state")


@dataclass(frozen=True, slots=True)
class Order:
    """A command of the floor's that has no answer yet; after `until`, none is waited for."""

    request_id: str
    tool: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Equipment:
    """One device, as far as the floor is concerned with it."""

    equipment: str
    """Its name."""
    zone: str | None = None
    kind: str | None = None
    """As it registered, or as its topic names it: `camera`, `hvac` …"""
    is_on: bool | None = None
    """As it reported, or was told by the floor; None once somebody else has told it anything."""
    guards: bool = False
    """Whether it has measured one of the `GUARDED` channels."""
    orders: tuple[Order, ...] = ()
    in_vain_at: datetime | None = None
    """When an order of the floor's came to nothing, if none has been obeyed since."""

    def has_been_told(self, tool: str, now: datetime) -> bool:
        """Whether such a command is under way."""
        return any(order.tool == tool and now < order.until for order in self.orders)

    def at(self, now: datetime) -> "Equipment":
        """Without orders that are waited for no longer: nobody obeyed them."""
        orders = tuple(order for order in self.orders if now < order.until)
        lapsed = [order.until for order in self.orders if now >= order.until]
        return replace(self, orders=orders, in_vain_at=max(lapsed, default=self.in_vain_at))


Admits = Callable[[str], bool]
"""Whether rows of a device are kept."""


def note(known: State[Equipment], event: Recorded, admits: Admits) -> None:
    """Keep what an event of `TOLD_BY` says."""
    name = _name(event)
    before = known.get(name) or Equipment(name)
    after = _told(before, event)
    if after != before and admits(name):
        known.put(name, after)


def note_guard(
    known: State[Equipment], reading: ReadingRecorded, event: Recorded, admits: Admits
) -> None:
    """Keep that a device measures what people cannot see."""
    name = event.subject.name
    before = known.get(name)
    if (before is None or not before.guards) and admits(name):
        here = before or Equipment(name, reading.zone)
        known.put(name, replace(here, guards=True))


def _name(event: Recorded) -> str:
    data = event.data
    if isinstance(data, CameraDiscovered):
        return data.camera
    return data.device if isinstance(data, CommandSucceeded | CommandFailed) else event.subject.name


def _told(known: Equipment, event: Recorded) -> Equipment:
    match event.data:
        case CommandSucceeded() | CommandFailed() as answer:
            done = isinstance(answer, CommandSucceeded)
            return _answered(known, answer.request_id, None if done else event.time)
        case CameraDiscovered() as camera:
            return replace(known, zone=camera.zone or known.zone, kind=CAMERA)
        case StateReported() as said:
            is_on = _power(said.state, known.is_on)
            return replace(known, zone=said.zone or known.zone, kind=said.device_type, is_on=is_on)
        case Registered() as said:
            kind = said.device_type or known.kind
            return replace(known, zone=said.zone or known.zone, kind=kind)
        case HeartbeatReceived() | CameOnline() as said:
            return replace(known, zone=said.zone) if said.zone not in (None, known.zone) else known
        case _:
            return known


def _answered(known: Equipment, request_id: str, in_vain_at: datetime | None) -> Equipment:
    answered = next((one for one in known.orders if one.request_id == request_id), None)
    if answered is None:
        return replace(known, is_on=None) if known.is_on else known
    is_on = True if in_vain_at is None and answered.tool == POWER_ON.tool else known.is_on
    orders = tuple(one for one in known.orders if one is not answered)
    return replace(known, is_on=is_on, orders=orders, in_vain_at=in_vain_at)


def _power(state: Mapping[str, Any], known: bool | None) -> bool | None:
    """Whether a reported state means that the device is on; what it was, if it does not say."""
    for name in _POWER:
        value = state.get(name)
        said = switched(value) if isinstance(value, str | int | float) else None
        if said is not None:
            return said
    return known
