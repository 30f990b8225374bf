"""A command and everything that it is about: looked up once, then judged by the rules.

What could not be found or read is None or a `Fault`; the rules say so, one after the other, and a
rule has nothing to say where what it is about is not there.
"""

from typing import NamedTuple

from events.brain import Tier
from handlers.device_commands import as_asked
from handlers.gate.device_arguments import Arguments, LeafOrder
from handlers.gate.device_tool import DeviceTool
from handlers.gate.device_tools import DEVICE_TOOLS, tier_of
from handlers.gate.leaf_commands import LEAF_COMMANDS
from handlers.gate.situation import KnownDevice, World
from handlers.gate.validation import Fault, validated
from handlers.tools import SendDeviceCommand


class Nested(NamedTuple):
    """The command that a hub is to pass on."""

    order: LeafOrder
    leaf: KnownDevice | None
    command: DeviceTool | None
    arguments: Arguments | Fault | None


class Command(NamedTuple):
    """A call of a device's tool."""

    call: SendDeviceCommand
    """As it will be sent: what is for a leaf, to its hub."""
    device: KnownDevice | None
    tool: DeviceTool | None
    arguments: Arguments | Fault | None
    nested: Nested | None = None

    @property
    def tier(self) -> Tier:
        return tier_of(self.call.tool_name, self.call.arguments)

    @property
    def zone(self) -> str | None:
        """Where it takes effect: where the leaf is, if it is for one."""
        acting = self.device if self.nested is None else self.nested.leaf
        return None if acting is None else acting.zone


def command_of(wanted: SendDeviceCommand, world: World) -> Command:
    call = _as_sent(wanted)
    device = world.device(call.agent_id)
    tool = DEVICE_TOOLS.get(call.tool_name)
    if tool is None:
        return Command(call, device, None, None)
    arguments = validated(tool.arguments, call.arguments, "arguments")
    nested = _nested(call, arguments, world) if isinstance(arguments, LeafOrder) else None
    return Command(call, device, tool, arguments, nested)


def _as_sent(wanted: SendDeviceCommand) -> SendDeviceCommand:
    device, tool, arguments = as_asked(wanted.agent_id, wanted.tool_name, wanted.arguments)
    changes = {"agent_id": device, "tool_name": tool, "arguments": dict(arguments)}
    return wanted.model_copy(update=changes)


def _nested(call: SendDeviceCommand, order: LeafOrder, world: World) -> Nested:
    leaf = world.device(f"{call.agent_id}.{order.leaf_id}")
    command = LEAF_COMMANDS.get(order.command)
    if command is None:
        return Nested(order, leaf, None, None)
    return Nested(order, leaf, command, validated(command.arguments, order.args, "arguments.args"))
