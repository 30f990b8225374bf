"""Whether the leaf that a hub is to command is there, hears, and takes what is asked of it."""

from handlers.gate.case import Case
from handlers.gate.checks.devices import beyond
from handlers.gate.command import Command
from handlers.gate.leaf_commands import DRIVES, LEAF_COMMANDS, can_do
from handlers.gate.wording import listed, wrong


def unknown(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    if nested is None or nested.leaf is not None:
        return None
    return wrong("arguments.leaf_id", nested.order.leaf_id, "a leaf of this hub, named as listed")


def untrusted(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    if nested is None or nested.leaf is None or nested.leaf.trusted:
        return None
    allowed = "a leaf that has been online long enough"
    return wrong("arguments.leaf_id", nested.order.leaf_id, allowed)


def offline(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    if nested is None or nested.leaf is None or nested.leaf.online or nested.leaf.sleeps:
        return None
    return wrong("arguments.leaf_id", nested.order.leaf_id, "a leaf that is online or sleeps")


def command_unknown(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    if nested is None or nested.command is not None:
        return None
    return wrong("arguments.command", nested.order.command, listed(LEAF_COMMANDS))


def tool_missing(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    if nested is None or nested.leaf is None or nested.command is None:
        return None
    command = nested.command.name
    if can_do(nested.leaf.tools, command):
        return None
    allowed = f"on a leaf that registered {' or '.join(sorted(DRIVES[command]))}"
    return wrong("arguments.command", command, allowed)


def arguments_wrong(case: Case[Command]) -> str | None:
    nested = case.asked.nested
    return None if nested is None else beyond(nested.arguments, case.bounds)
