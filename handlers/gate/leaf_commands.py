"""The commands of swarm leaves, with what each takes: never more than fits into its frame.

A command has one unsigned argument at most, whose width `handlers.swarm.codes` knows.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from handlers.gate.bounds import Bounds
from handlers.gate.device_arguments import Arguments, Nothing, Switch
from handlers.gate.device_tool import DeviceTool
from handlers.swarm.codes import ARGUMENT_BYTES


def _most(command: str) -> int:
    return int(256 ** ARGUMENT_BYTES[command]) - 1


MOST_DUTY = _most("set_pwm")
LONGEST_INTERVAL_S = _most("set_interval")
LONGEST_SLEEP_MS = _most("deep_sleep")


class Duty(Arguments):
    """How strongly an output is driven."""

    duty: Annotated[int, Field(ge=0, le=MOST_DUTY)]

    @classmethod
    def form(cls, _: Bounds) -> str:
        return f"duty: 0-{MOST_DUTY}"


class Interval(Arguments):
    """How often a leaf reports."""

    seconds: Annotated[int, Field(ge=1, le=LONGEST_INTERVAL_S)]

    @classmethod
    def form(cls, _: Bounds) -> str:
        return f"seconds: 1-{LONGEST_INTERVAL_S}"


class Sleep(Arguments):
    """How long a leaf hears nothing."""

    milliseconds: Annotated[int, Field(ge=1, le=LONGEST_SLEEP_MS)]

    @classmethod
    def form(cls, _: Bounds) -> str:
        return f"milliseconds: 1-{LONGEST_SLEEP_MS}"


LEAF_COMMANDS: Mapping[str, DeviceTool] = {
    command.name: command
    for command in (
        DeviceTool("read_now", Nothing, "harmless", True, "Measures at once."),
        DeviceTool("set_state", Switch, "reversible", True, "Switches a relay."),
        DeviceTool("set_pwm", Duty, "reversible", True, "Drives an output."),
        DeviceTool("set_interval", Interval, "reversible", True, "Sets how often it reports."),
        DeviceTool("deep_sleep", Sleep, "needs_approval", False, "Lets it hear nothing."),
        DeviceTool("reset", Nothing, "needs_approval", False, "Starts it anew."),
    )
}

DRIVES: Mapping[str, frozenset[str]] = {
    "set_state": frozenset({"relay", "neopixel"}),
    "set_pwm": frozenset({"pwm"}),
}
"""Of what drives something, any of the capabilities by which a leaf can be driven so.

What is not named here every leaf of the protocol does, whatever it registered.
"""


def can_do(tools: frozenset[str], command: str) -> bool:
    """Whether a leaf that registered those tools and capabilities does what the command says."""
    needed = DRIVES.get(command)
    return needed is None or command in tools or not needed.isdisjoint(tools)
