"""The gate's rules as a page for people: `python -m handlers.gate.policy_page > docs/policy.md`.

All tables are taken from the tables that the gate judges by, so the page cannot say otherwise.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from pydantic import TypeAdapter

from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.gate.device_tool import DeviceTool
from handlers.gate.device_tools import DEVICE_TOOLS
from handlers.gate.leaf_commands import LEAF_COMMANDS
from handlers.gate.rules import EVERY, RULES
from handlers.tools import TOOLS, SendDeviceCommand

INTRODUCTION = """\
# What the gate allows

The language model proposes; the gate gives a verdict on every call (rule R8 of the design). A
verdict rests on the call, on what was folded from the log, and on the bounds below: never on what a
text says. Both verdicts are events, a refusal with the id of its rule and a reason that names the
field, its value and what is allowed. The page is made from the code by
`python -m handlers.gate.policy_page`, and a test compares the two. How the brain works otherwise is
in [brain.md](brain.md).

A call is **tainted** if the model has seen text that a person, a device or a picture wrote. An
action of the tier `harmless` or `reversible` is done when it is approved; one that `needs_approval`
becomes a task that asks a person, and silence means no.
"""

RULES_SAY = """\
Asked in this order; the first rule that objects refuses. Counts and times are taken from the log,
of what was approved: what was refused uses nothing up, and a restart changes nothing.
"""

BOUNDS_SAY = """\
A [policy file](replay.md) may set others under `[gate]`, within the range. `bounty_least` ≤
`bounty_most_tainted` ≤ `bounty_most`, and `temperature_least_c` ≤ `temperature_most_c`.
"""

DEVICES_SAY = """\
A device must have said that it has the tool, and the tool must be in this table: others are
refused, whatever a device says. Unlocking doors and taking pictures are not in it. What may be
*sent again* is as good done twice as once; nothing else is ever published a second time.
"""

LEAVES_SAY = """\
What `leaf_command` may pass on, in `command` and `args`. What drives something, `set_state` and
`set_pwm`, a leaf must have registered, by the capability or by the command's own name: one that
registered nothing is not driven. The others every leaf of the protocol understands.
"""


def page() -> str:
    sections = chain(_rules(), _bounds(), _tools(), _device_tools(), _leaf_commands())
    return "\n".join([INTRODUCTION, *sections])


def _rules() -> Iterator[str]:
    rows = (
        (f"`{rule.id}`", "every" if rule.tools == EVERY else _codes(rule.tools), rule.explanation)
        for rule in RULES
    )
    return _section("Rules", RULES_SAY, ("rule", "tools", "what it asks for"), rows)


def _bounds() -> Iterator[str]:
    fields: dict[str, dict[str, Any]] = TypeAdapter(Bounds).json_schema()["properties"]
    rows = (
        (f"`{name}`", f"{getattr(DEFAULT_BOUNDS, name):g}", _range(field))
        for name, field in fields.items()
    )
    return _section("Bounds", BOUNDS_SAY, ("bound", "value", "range"), rows)


def _range(field: dict[str, Any]) -> str:
    above = f"above {field['exclusiveMinimum']:g}" if "exclusiveMinimum" in field else None
    return f"{above or format(field['minimum'], 'g')} to {field['maximum']:g}"


def _tools() -> Iterator[str]:
    rows = (
        (f"`{name}`", "its device's tool's" if kind is SendDeviceCommand else "harmless")
        for name, kind in TOOLS.items()
    )
    return _section("Tools of the model", "", ("tool", "tier"), rows)


def _device_tools() -> Iterator[str]:
    rows = (_tool_row(tool) for tool in DEVICE_TOOLS.values())
    return _section("Tools of devices", DEVICES_SAY, TOOL_COLUMNS, rows)


def _leaf_commands() -> Iterator[str]:
    rows = (_tool_row(command) for command in LEAF_COMMANDS.values())
    return _section("Commands of leaves", LEAVES_SAY, TOOL_COLUMNS, rows)


TOOL_COLUMNS = ("name", "arguments", "tier", "sent again", "meaning")


def _tool_row(tool: DeviceTool) -> tuple[str, ...]:
    form = tool.arguments.form(DEFAULT_BOUNDS)
    again = "yes" if tool.idempotent else "no"
    return (f"`{tool.name}`", f"`{form}`" if form else "", tool.tier, again, tool.meaning)


def _section(
    title: str, says: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    if says:
        yield says
    yield _row(columns)
    yield "|" + "---|" * len(columns)
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(page())
