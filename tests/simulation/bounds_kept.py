"""What the brain was let do, held against the numbers that users were promised.

The numbers stand here once more, and none of the gate's code is used: so that a bound which the
gate forgets, or computes wrongly, is missed by nobody.
"""

from collections.abc import Mapping
from typing import Any

from events.brain import ActionApproved, ActionRefused, CycleFinished, CycleStarted
from events.devices import CommandRequested
from events.envelope import Recorded

ZONES = {None, "main", "meeting", "lettuce_raft", "main_tank"}
DEVICES = {
    "sensor_01", "co2_01", "sensor_02", "hydro_01", "pump_01", "aqua_01", "swarm_hub_01",
    "hvac_01", "hvac_02", "cam_01", "cam_02",
}  # fmt: skip
LONGEST_CYCLE_S = 15 * 60 + 60


def broken_by(approved: ActionApproved) -> str | None:
    """What an approved action breaks."""
    judge = _JUDGES.get(approved.tool)
    return f"no such tool: {approved.tool}" if judge is None else judge(approved.arguments)


def _task(said: Mapping[str, Any]) -> str | None:
    holds = (
        type(said["bounty"]) is int
        and 500 <= said["bounty"] <= 5_000
        and said["urgency"] in range(5)
        and 0 < len(said["title"].strip()) <= 100
        and 0 < len(said["description"].strip()) <= 500
        and said.get("zone") in ZONES
    )
    return None if holds else f"task {said}"


def _speech(said: Mapping[str, Any]) -> str | None:
    holds = 0 < len(said["message"].strip()) <= 70 and said.get("zone") in ZONES
    return None if holds else f"speech {said}"


def _command(said: Mapping[str, Any]) -> str | None:
    device, _, leaf = said["agent_id"].partition(".")
    given = said["arguments"]
    holds = device in DEVICES and (not leaf or device == "swarm_hub_01")
    match said["tool_name"]:
        case "set_temperature":
            holds = holds and 18 <= given["temperature"] <= 28
        case "run_pump":
            holds = holds and 0 < given["duration_s"] <= 60
        case "set_fan":
            holds = holds and given["level"] in range(4)
        case "set_power" | "set_lights":
            holds = holds and given["state"] in ("on", "off")
        case _:
            pass
    return None if holds else f"command {said}"


def _nothing(_: Mapping[str, Any]) -> None:
    return None


_JUDGES = {
    "create_task": _task,
    "speak": _speech,
    "send_device_command": _command,
    "get_zone_status": _nothing,
    "get_device_status": _nothing,
    "get_active_tasks": _nothing,
}


def unexplained(events: list[Recorded]) -> list[Recorded]:
    """Refusals without a rule or a reason."""
    return [
        event
        for event in events
        if isinstance(event.data, ActionRefused) and not (event.data.rule and event.data.reason)
    ]


def unfinished(events: list[Recorded]) -> set[str]:
    """Cycles that began long enough ago to be over, and are not."""
    over = {event.data.cycle for event in events if isinstance(event.data, CycleFinished)}
    end = events[-1].recorded_at
    return {
        event.data.cycle
        for event in events
        if isinstance(event.data, CycleStarted)
        and (end - event.recorded_at).total_seconds() > LONGEST_CYCLE_S
        and event.data.cycle not in over
    }


def commanded_without_leave(events: list[Recorded]) -> list[Recorded]:
    """Commands that come of the model's reply with no approval beside them."""
    leave = {e.causation_id for e in events if isinstance(e.data, ActionApproved)}
    commands = [e for e in events if isinstance(e.data, CommandRequested)]
    return [e for e in commands if "/brain/" in e.source and e.causation_id not in leave]
