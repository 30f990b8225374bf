"""How a device is told to do something: the one form in which all who may ask for a command do.

A leaf has no connection of its own: what is for `hub.leaf` is asked of its hub, by the tool that
passes commands on. The event is about the device that is to answer, and tagged with the command.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from events.devices import CommandRequested
from events.envelope import Draft, Recorded
from events.identity import Subject
from projections.commands import LONGEST_TIMEOUT_S
from projections.trust import TIMEOUT_S

LEAF_COMMAND = "leaf_command"
"""The tool of a hub that passes a command on to one of its leaves."""


class Asked(NamedTuple):
    """A call of a tool of a device that is connected."""

    device: str
    tool: str
    arguments: Mapping[str, Any]


def command_subject(request_id: str) -> Subject:
    return Subject.of("command", request_id)


def device_subject(device: str) -> Subject:
    return Subject.of("device", device)


def request_id_of(cause: Recorded, ordinal: int) -> str:
    """The id of the `ordinal`-th command that follows from an event (R4)."""
    return str(uuid5(cause.id, f"command/{ordinal}"))


def retry_id(timed_out: UUID, request_id: str, attempt: int) -> str:
    """The id of another attempt, after the event by which the one before was given up (R4)."""
    return str(uuid5(timed_out, f"{request_id}/attempt/{attempt}"))


def as_asked(device: str, tool: str, arguments: Mapping[str, Any]) -> Asked:
    """What is asked of which device: of a leaf's hub, that it passes the command on."""
    hub, is_leaf, leaf = device.partition(".")
    if not is_leaf:
        return Asked(device, tool, arguments)
    order = {"leaf_id": leaf, "command": tool, "args": dict(arguments)}
    return Asked(hub, LEAF_COMMAND, order)


def command_draft(
    device: str,
    tool: str,
    arguments: Mapping[str, Any],
    request_id: str,
    timeout_s: float = TIMEOUT_S,
    idempotent: bool = False,
    extra_tags: Sequence[Subject] = (),
) -> Draft:
    """The wish that a device calls one of its tools, or that a leaf is told to by its hub."""
    if "." in device:
        extra_tags = (*extra_tags, device_subject(device))
    device, tool, arguments = as_asked(device, tool, arguments)
    wanted = CommandRequested(
        request_id=request_id,
        device=device,
        tool=tool,
        arguments=dict(arguments),
        timeout_s=min(timeout_s, LONGEST_TIMEOUT_S),
        idempotent=idempotent,
    )
    tags = (command_subject(request_id), *extra_tags)
    return Draft(wanted, device_subject(device), tuple(dict.fromkeys(tags)))
