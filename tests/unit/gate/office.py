"""An office that the gate judges for: rooms, devices, open tasks, and what was done lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.gate.gate import judge
from handlers.gate.situation import CycleSoFar, Deeds, KnownDevice, OpenTask, Situation
from handlers.gate.verdict import Approved, Proposal, Refused, Verdict

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def device(
    name: str,
    *tools: str,
    zone: str | None = "main",
    trusted: bool = True,
    online: bool = True,
    sleeps: bool = False,
) -> KnownDevice:
    return KnownDevice(name, zone, frozenset(tools), trusted, online, sleeps)


DEVICES = (
    device("hvac_01", "get_status", "set_temperature", "set_power", "set_mode", "set_fan"),
    device("hvac_02", "set_temperature", zone="meeting"),
    device("pump_01", "run_pump", "restart", zone="garden"),
    device("aqua_01", "dose_ph_down", "feed_fish", "set_lights", zone="garden"),
    device("door_01", "unlock_door", "get_status"),
    device("hub_01", "leaf_command", "get_swarm_status"),
    device("hub_01.leaf_1", "relay", "pwm"),
    device("hub_01.leaf_2", "relay", zone="meeting", online=False, sleeps=True),
    device("hub_01.leaf_new", trusted=False),
    device("hub_01.leaf_gone", online=False),
    device("stranger_01", "set_power", trusted=False),
    device("gone_01", "set_power", online=False),
    device("sleeper_01", "set_power", online=False, sleeps=True),
    device("homeless_01", "set_power", zone=None),
)


@dataclass
class Office:
    """A world to be judged in; `main` is too hot."""

    zones: frozenset[str] = frozenset({"main", "meeting", "garden"})
    alarming: frozenset[str] = frozenset({"main"})
    devices: Sequence[KnownDevice] = DEVICES
    tasks: Sequence[OpenTask] = ()
    deeds: Deeds = field(default_factory=Deeds)
    cycle: CycleSoFar = field(default_factory=CycleSoFar)
    quiet_hours: bool = False
    tainted: bool = False
    bounds: Bounds = DEFAULT_BOUNDS

    def has_zone(self, zone: str) -> bool:
        return zone in self.zones

    def is_alarming(self, zone: str) -> bool:
        return zone in self.alarming

    def device(self, name: str) -> KnownDevice | None:
        return next((one for one in self.devices if one.device == name), None)

    def open_tasks(self) -> Sequence[OpenTask]:
        return self.tasks

    @property
    def situation(self) -> Situation:
        return Situation(NOW, self, self.deeds, self.cycle, self.quiet_hours, self.tainted)

    def judge(self, tool: object, arguments: object) -> Verdict:
        return judge(Proposal(tool, arguments), self.situation, self.bounds)

    def on_task(self, **arguments: Any) -> Verdict:
        wish = {"title": "窓を開けてください", "description": "空気がこもっています", **arguments}
        return self.judge("create_task", wish)

    def on_speech(self, message: str = "少し休みませんか", **arguments: Any) -> Verdict:
        return self.judge("speak", {"message": message, **arguments})

    def on_command(self, agent: str, tool: str, **arguments: Any) -> Verdict:
        call = {"agent_id": agent, "tool_name": tool, "arguments": arguments}
        return self.judge("send_device_command", call)

    def on_leaf(self, leaf: str, command: str, **args: Any) -> Verdict:
        order = {"leaf_id": leaf, "command": command, "args": args}
        return self.on_command("hub_01", "leaf_command", **order)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def rule_of(verdict: Verdict) -> str | None:
    """The rule that refused; None if it was approved."""
    return verdict.rule if isinstance(verdict, Refused) else None


def reason_of(verdict: Verdict) -> str:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason


def tier(verdict: Verdict) -> str:
    assert isinstance(verdict, Approved), verdict
    return verdict.tier
