"""An office at work for measuring the gate in, and what a model might propose there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.gate.situation import Deeds, KnownDevice, OpenTask, Situation
from handlers.gate.verdict import Proposal

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Office:
    zones: frozenset[str]
    devices: Mapping[str, KnownDevice]
    tasks: Sequence[OpenTask]

    def has_zone(self, zone: str) -> bool:
        return zone in self.zones

    def is_alarming(self, zone: str) -> bool:
        return zone == "main"

    def device(self, name: str) -> KnownDevice | None:
        return self.devices.get(name)

    def open_tasks(self) -> Sequence[OpenTask]:
        return self.tasks


def situation() -> Situation:
    """With eight open tasks, and most of the hour's limits used up."""
    earlier = tuple(NOW - timedelta(minutes=7 * ago) for ago in range(1, 9))
    deeds = Deeds(
        tasks_created=earlier,
        spoken={"main": NOW - timedelta(seconds=400)},
        spoken_at=earlier,
        commanded={"hvac_01": earlier},
    )
    devices = (
        _device("hvac_01", "get_status", "set_temperature", "set_power"),
        _device("pump_01", "run_pump"),
        _device("hub_01", "leaf_command"),
        _device("hub_01.leaf_1", "relay"),
    )
    kinds = ("supply", "cleaning", "equipment", "general")
    tasks = [OpenTask(f"片付け{number}", "main", (kinds[number % 4],)) for number in range(8)]
    known = {device.device: device for device in devices}
    return Situation(
        NOW, _Office(frozenset({"main", "meeting"}), known, tasks), deeds, tainted=True
    )


def _device(name: str, *tools: str) -> KnownDevice:
    return KnownDevice(name, "main", frozenset(tools), trusted=True, online=True)


def _task(**fields: Any) -> Proposal:
    wish = {
        "title": "窓を開けてください",
        "description": "CO2が高いので換気してください",
        "zone": "main",
    }
    return Proposal("create_task", wish | fields)


def _speech(**fields: Any) -> Proposal:
    return Proposal("speak", {"message": "少し休憩しませんか", "zone": "main", **fields})


def _command(agent: str, tool: str, **arguments: Any) -> Proposal:
    call = {"agent_id": agent, "tool_name": tool, "arguments": arguments}
    return Proposal("send_device_command", call)


def _leaf(command: str, **args: Any) -> Proposal:
    return _command("hub_01", "leaf_command", leaf_id="leaf_1", command=command, args=args)


PROPOSALS = (
    _task(bounty=1_500, urgency=3, task_types=["environment"]),
    _task(bounty=800, zone="meeting"),
    _task(bounty=99_999),
    _task(bounty="99999"),
    _task(title="片付け3"),
    _speech(tone="caring"),
    _speech(zone="meeting"),
    _speech(zone="balcony"),
    Proposal("get_zone_status", {"zone_id": "main"}),
    Proposal("get_active_tasks", {}),
    Proposal("unlock_door", {"door": "front"}),
    _command("hvac_01", "set_temperature", temperature=24.0),
    _command("hvac_01", "set_temperature", temperature="24"),
    _command("hvac_01", "unlock_door"),
    _command("pump_01", "run_pump", duration_s=20.0),
    _command("pump_01", "run_pump", duration_s=600.0),
    _leaf("set_state", state="on"),
    _leaf("set_interval", seconds=0),
)
