"""The commands of swarm leaves, with what each takes: never more than fits into its frame.

A command has one unsigned argument at most, whose width `handlers.swarm.codes` knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from events.brain import Tier
from handlers.gate.bounds import Bounds
from handlers.gate.device_arguments import Arguments, Nothing, Switch
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


@dataclass(frozen=True, slots=True)
class LeafCommand:
    """One command, for whichever leaf."""

    name: str
    arguments: type[Arguments]
    tier: Tier
    idempotent: bool
    meaning: str


LEAF_COMMANDS: Mapping[str, LeafCommand] = {
    command.name: command
    for command in (
        LeafCommand("read_now", Nothing, "harmless", True, "Measures at once."),
        LeafCommand("set_state", Switch, "reversible", True, "Switches a relay."),
        LeafCommand("set_pwm", Duty, "reversible", True, "Drives an output."),
        LeafCommand("set_interval", Interval, "reversible", True, "Sets how often it reports."),
        LeafCommand("deep_sleep", Sleep, "needs_approval", False, "Lets it hear nothing."),
        LeafCommand("reset", Nothing, "needs_approval", False, "Starts it anew."),
    )
}
