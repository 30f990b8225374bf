"""How often a device may be commanded, and how far a command may reach."""

from handlers.gate.case import Case
from handlers.gate.checks.hours import too_soon, within_the_hour
from handlers.gate.command import Command
from handlers.gate.orders import order_of
from handlers.gate.wording import cleaned, wrong


def asked_already(case: Case[Command]) -> str | None:
    """One question to a person is enough: two yeses to it would let it be done twice."""
    call, situation = case.asked.call, case.situation
    until = situation.awaiting.get(order_of(call)) if situation.awaiting else None
    if until is None or until <= situation.now:
        return None
    left_s = (until - situation.now).total_seconds()
    waits = f"the same command to {cleaned(call.agent_id)} waits for a person's word"
    return f"tool_name: {waits}, for {left_s:.0f} s at most; allowed: another command"


def too_soon_after_the_last(case: Case[Command]) -> str | None:
    device, situation = case.asked.call.agent_id, case.situation
    times = situation.deeds.commanded.get(device, ())
    found = too_soon(times, situation.now, case.bounds.command_apart_s)
    return f"agent_id: the last command to {cleaned(device)} was {found}" if found else None


def too_many_an_hour(case: Case[Command]) -> str | None:
    most, situation = case.bounds.commands_per_device_per_hour, case.situation
    times = situation.deeds.commanded.get(case.asked.call.agent_id, ())
    sent = within_the_hour(times, situation.now)
    allowed = f"{most} an hour to one device"
    return None if sent < most else wrong("commands in the last hour", sent, allowed)


def too_many_in_all(case: Case[Command]) -> str | None:
    most, situation = case.bounds.commands_in_all_per_hour, case.situation
    sent = within_the_hour(situation.deeds.commanded_at, situation.now)
    if sent < most:
        return None
    return wrong("commands in the last hour", sent, f"{most} an hour to all devices together")


def tainted(case: Case[Command]) -> str | None:
    """What rests on the text of others reaches no device, unless a measurement calls for it."""
    command, situation = case.asked, case.situation
    if not situation.tainted or command.tier == "harmless":
        return None
    if command.zone is not None and situation.world.is_alarming(command.zone):
        return None
    allowed = "where text of others was seen, devices of zones whose measurements are alarming"
    return wrong("agent_id", command.call.agent_id, allowed)
