"""The tools of devices that may be commanded at all, each with its arguments, tier and bounds.

What is not in this table is refused, whatever a device announces that it can do. Unlocking doors
is not in it, and neither is taking pictures: frames stay where they are seen (R9).
"""

from collections.abc import Mapping

from events.brain import Tier
from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.gate.device_arguments import (
    Dose,
    LeafOrder,
    Mode,
    Nothing,
    PumpRun,
    Strength,
    Switch,
    Temperature,
)
from handlers.gate.device_tool import DeviceTool
from handlers.gate.leaf_commands import LEAF_COMMANDS

LEAF_COMMAND = "leaf_command"

DEVICE_TOOLS: Mapping[str, DeviceTool] = {
    tool.name: tool
    for tool in (
        DeviceTool("get_status", Nothing, "harmless", True, "Says how the device is."),
        DeviceTool("get_swarm_status", Nothing, "harmless", True, "Says how a hub's leaves are."),
        DeviceTool("read_now", Nothing, "harmless", True, "Measures at once."),
        DeviceTool("set_temperature", Temperature, "reversible", True, "Sets the wanted °C."),
        DeviceTool("set_power", Switch, "reversible", True, "Switches it on or off."),
        DeviceTool("set_state", Switch, "reversible", True, "Switches it on or off."),
        DeviceTool("set_lights", Switch, "reversible", True, "Switches its lamps on or off."),
        DeviceTool("set_indicator", Switch, "reversible", True, "Switches its signal lamp."),
        DeviceTool("set_mode", Mode, "reversible", True, "Sets what an air conditioner does."),
        DeviceTool("set_fan", Strength, "reversible", True, "Sets a fan's strength."),
        DeviceTool("set_ventilation", Strength, "reversible", True, "Sets how much air is let in."),
        DeviceTool("open_window", Nothing, "reversible", True, "Opens a window."),
        DeviceTool("close_window", Nothing, "reversible", True, "Closes a window."),
        DeviceTool("run_pump", PumpRun, "needs_approval", False, "Runs a pump for some seconds."),
        DeviceTool("dose_ph_down", Dose, "needs_approval", False, "Doses acid into water."),
        DeviceTool("feed_fish", Nothing, "needs_approval", False, "Feeds the fish once."),
        DeviceTool("restart", Nothing, "needs_approval", False, "Restarts the device."),
        DeviceTool(
            LEAF_COMMAND,
            LeafOrder,
            "needs_approval",
            False,
            "Passes a command on to a leaf; its tier is the leaf command's.",
        ),
    )
}


def tier_of(tool: str, arguments: Mapping[str, object]) -> Tier:
    """How far a device's tool reaches, called so; as far as can be if it is not known."""
    known = _effective(tool, arguments)
    return "needs_approval" if known is None else known.tier


def is_idempotent(tool: str, arguments: Mapping[str, object]) -> bool:
    """Whether a device may be sent this again when it does not answer."""
    known = _effective(tool, arguments)
    return known is not None and known.idempotent


def hint(tool: str, bounds: Bounds = DEFAULT_BOUNDS) -> str | None:
    """How a tool is called, in a few words: `set_temperature(temperature: 18-28)`.

    None if the gate would refuse it anyway, so that nobody is told of it.
    """
    known = DEVICE_TOOLS.get(tool)
    if known is None:
        return None
    form = f"{tool}({known.arguments.form(bounds)})"
    return f"{form}, {_leaf_forms(bounds)}" if tool == LEAF_COMMAND else form


def _leaf_forms(bounds: Bounds) -> str:
    forms = (f"{one.name}({one.arguments.form(bounds)})" for one in LEAF_COMMANDS.values())
    return f"command with its args: {', '.join(forms)}"


def _effective(tool: str, arguments: Mapping[str, object]) -> DeviceTool | None:
    """The tool, or the command for a leaf where it passes one on: what says how far it reaches."""
    if tool != LEAF_COMMAND:
        return DEVICE_TOOLS.get(tool)
    named = arguments.get("command")
    return LEAF_COMMANDS.get(named) if isinstance(named, str) else None
