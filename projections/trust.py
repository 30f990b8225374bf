"""Trust: which devices may be commanded, and what they say that they can do.

A device is trusted once it has been online for an hour in all, and not before; an operator's word
goes before that, both ways. What a device says of itself is text of strangers: of its tools, only
names of a plain form are kept, and only so many.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from events.devices import CameOnline, HeartbeatReceived, Registered, TrustChanged, WentOffline
from events.envelope import Recorded
from projections.projection import Projection, State

TRUSTED_AFTER_S = 3_600.0
"""Time online, all in all."""

MOST_TOOLS = 32
MOST_LOOKED_AT = 256
"""Of a list that a device sends, so many entries are looked at."""

TOOL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")

MEASURED = frozenset(
    {
        "temperature", "humidity", "pressure", "co2", "illuminance", "motion", "gas_resistance",
        "soil_moisture", "ph", "ec", "battery_mv", "door", "water_level", "sound_level",
    }
)  # fmt: skip
"""Capabilities that are channels, and nothing that can be called."""

SLEEPING = frozenset({"DEEP_SLEEP", "ULTRA_LOW"})
"""Power modes in which a device hears commands only now and then."""

TIMEOUT_S = 10.0
ASLEEP_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How one device stands."""

    device: str
    online_s: float = 0.0
    """Its time online, but for the present one."""
    online_since: datetime | None = None
    word: bool | None = None
    """What an operator said last."""
    tools: tuple[str, ...] = ()
    sleeps: bool = False

    def online_s_at(self, moment: datetime) -> float:
        """How long it has been online, all in all."""
        if self.online_since is None:
            return self.online_s
        return self.online_s + max((moment - self.online_since).total_seconds(), 0.0)

    def trusted_at(self, moment: datetime) -> bool:
        """Whether it may be commanded."""
        if self.word is not None:
            return self.word
        return self.online_s_at(moment) >= TRUSTED_AFTER_S

    @property
    def timeout_s(self) -> float:
        """How long its answer is waited for."""
        return ASLEEP_TIMEOUT_S if self.sleeps else TIMEOUT_S


class Trust(Projection[Standing]):
    """How every device stands, by name."""

    name: ClassVar[str] = "trust"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type
        for payload in (CameOnline, WentOffline, TrustChanged, Registered, HeartbeatReceived)
    )
    row: ClassVar[type] = Standing

    def apply(self, state: State[Standing], event: Recorded) -> None:
        device = event.subject.name
        known = state.get(device) or Standing(device)
        after = _told(known, event)
        if after is not known or state.get(device) is None:
            state.put(device, after)


def is_trusted(standings: Mapping[str, Standing], device: str, moment: datetime) -> bool:
    """Whether a device may be commanded; a leaf no more than the hub that it is reached through."""
    hub = standings.get(device.partition(".")[0])
    standing = standings.get(device)
    if standing is None or not standing.trusted_at(moment):
        return False
    return hub is None or hub.word is not False


def _told(known: Standing, event: Recorded) -> Standing:
    match event.data:
        case CameOnline():
            # Not the event's time: what was kept on the way tells of a time before it was heard.
            return replace(known, online_since=event.recorded_at)
        case WentOffline() as gone:
            return _left(known, event.recorded_at, gone.silent_s)
        case TrustChanged() as said:
            return _if_changed(known, replace(known, word=said.trusted))
        case Registered() as said:
            named = _tools(said.capabilities)
            return _if_changed(known, replace(known, tools=named or known.tools))
        case HeartbeatReceived() as beat:
            return _if_changed(known, _with_details(known, beat.details))
        case _:
            return known


def _left(known: Standing, moment: datetime, silent_s: float) -> Standing:
    """It was there until it was heard last."""
    whole_s = known.online_s_at(moment)
    present_s = max(whole_s - known.online_s - silent_s, 0.0)
    return replace(known, online_s=known.online_s + present_s, online_since=None)


def _with_details(known: Standing, details: Mapping[str, Any]) -> Standing:
    lists = [details[key] for key in ("capabilities", "tools") if key in details]
    said = [
        one for some in lists if isinstance(some, list | tuple) for one in some[:MOST_LOOKED_AT]
    ]
    tools = _tools(map(_name_in, said)) if lists else known.tools
    mode = details.get("power_mode")
    sleeps = mode in SLEEPING if isinstance(mode, str) else known.sleeps
    return replace(known, tools=tools, sleeps=sleeps)


def _name_in(said: object) -> object:
    return said.get("name") if isinstance(said, dict) else said


def _tools(said: Iterable[object]) -> tuple[str, ...]:
    """Names of tools among what a device said, each once, in its order."""
    named = (one for one in said if isinstance(one, str) and TOOL_NAME.fullmatch(one))
    return tuple(dict.fromkeys(one for one in named if one not in MEASURED))[:MOST_TOOLS]


def _if_changed(known: Standing, after: Standing) -> Standing:
    return known if after == known else after
