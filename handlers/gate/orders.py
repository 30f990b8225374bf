"""Orders: what a device is told, as the same text whoever words it, and however they do.

Arguments count as the tool reads them, so that 2 is 2.0 and what is left out is its default; a leaf
that is named itself is the one that its hub is to pass the command on to.
"""

import json
from collections.abc import Mapping
from typing import Any

from handlers.device_commands import as_asked
from handlers.gate.device_arguments import Arguments, LeafOrder
from handlers.gate.device_tools import DEVICE_TOOLS
from handlers.gate.leaf_commands import LEAF_COMMANDS
from handlers.gate.validation import Fault, validated
from handlers.tools import SendDeviceCommand


def order_of(call: SendDeviceCommand) -> str:
    """The device that is connected, its tool, and what the tool is told, as canonical text."""
    device, name, arguments = as_asked(call.agent_id, call.tool_name, call.arguments)
    tool = DEVICE_TOOLS.get(name)
    told = arguments if tool is None else _told(tool.arguments, arguments)
    return json.dumps([device, name, told], sort_keys=True, default=repr)


def _told(model: type[Arguments], given: Mapping[str, Any]) -> Mapping[str, Any]:
    read = validated(model, dict(given))
    if isinstance(read, Fault):
        return given
    told: dict[str, Any] = read.model_dump()
    if not isinstance(read, LeafOrder):
        return told
    command = LEAF_COMMANDS.get(read.command)
    return told if command is None else told | {"args": _told(command.arguments, read.args)}
