"""Whether a device can still be told what was approved: the gate's rules about devices, once more.

A person takes their time. Meanwhile an operator may have said that the device is not to be trusted,
or it went away; what it may be told was judged when it was asked for, and does not change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.gate.bounds import DEFAULT_BOUNDS
from handlers.gate.case import Case
from handlers.gate.checks import devices, leaves
from handlers.gate.command import command_of
from handlers.gate.situation import KnownDevice, OpenTask, Situation
from handlers.tools import SendDeviceCommand
from projections.trust import Standing, is_trusted

CHECKS = (
    devices.unknown,
    devices.untrusted,
    devices.offline,
    devices.tool_missing,
    leaves.unknown,
    leaves.untrusted,
    leaves.offline,
    leaves.tool_missing,
)


@dataclass(frozen=True, slots=True)
class Devices:
    """A world of devices alone: what else a verdict rests on is not asked here."""

    standings: Mapping[str, Standing]
    now: datetime

    def has_zone(self, _: str) -> bool:
        return False

    def is_alarming(self, _: str) -> bool:
        return False

    def open_tasks(self) -> Sequence[OpenTask]:
        return ()

    def device(self, name: str) -> KnownDevice | None:
        known = self.standings.get(name)
        if known is None:
            return None
        trusted = is_trusted(self.standings, name, self.now)
        online = known.online_since is not None
        return KnownDevice(name, None, frozenset(known.tools), trusted, online, known.sleeps)


def out_of_reach(
    call: SendDeviceCommand, standings: Mapping[str, Standing], now: datetime
) -> str | None:
    """Why the device cannot be told any more; None if it can."""
    world = Devices(standings, now)
    case = Case(command_of(call, world), Situation(now, world), DEFAULT_BOUNDS)
    return next((reason for check in CHECKS if (reason := check(case)) is not None), None)
