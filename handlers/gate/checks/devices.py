"""Whether a device is there, may be commanded, hears, and can do what is asked of it."""

from handlers.gate.bounds import Bounds
from handlers.gate.case import Case
from handlers.gate.command import Command
from handlers.gate.device_arguments import Arguments
from handlers.gate.device_tools import DEVICE_TOOLS
from handlers.gate.validation import Fault
from handlers.gate.wording import listed, wrong
from handlers.tools import GetDeviceStatus

DEVICE = "a device of this office, exactly as the office state names it"
KNOWN_TOOLS = listed(DEVICE_TOOLS)


def unknown(case: Case[Command | GetDeviceStatus]) -> str | None:
    asked = case.asked
    if isinstance(asked, GetDeviceStatus):
        known = case.situation.world.device(asked.device_id) is not None
        return None if known else wrong("device_id", asked.device_id, DEVICE)
    return wrong("agent_id", asked.call.agent_id, DEVICE) if asked.device is None else None


def untrusted(case: Case[Command]) -> str | None:
    device = case.asked.device
    if device is None or device.trusted:
        return None
    return wrong("agent_id", device.device, "a device that has been online long enough")


def offline(case: Case[Command]) -> str | None:
    device = case.asked.device
    if device is None or device.online or device.sleeps:
        return None
    return wrong("agent_id", device.device, "a device that is online or sleeps")


def tool_missing(case: Case[Command]) -> str | None:
    device, name = case.asked.device, case.asked.call.tool_name
    if device is None or name in device.tools:
        return None
    offered = listed(device.tools & DEVICE_TOOLS.keys())
    return wrong("tool_name", name, f"what the device offers: {offered}")


def tool_unknown(case: Case[Command]) -> str | None:
    if case.asked.tool is not None:
        return None
    return wrong("tool_name", case.asked.call.tool_name, KNOWN_TOOLS)


def arguments_wrong(case: Case[Command]) -> str | None:
    return beyond(case.asked.arguments, case.bounds)


def beyond(arguments: Arguments | Fault | None, bounds: Bounds) -> str | None:
    """What is wrong with a tool's arguments, by their form or by the bounds."""
    if arguments is None:
        return None
    return arguments.reason if isinstance(arguments, Fault) else arguments.breach(bounds)
