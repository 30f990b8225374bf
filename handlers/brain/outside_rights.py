"""What an agent other than the model may ask for at all, by what it is known as.

The gate judges what is left, as it judges the model: so these rules come first, and only narrow.
"""

from collections.abc import Mapping

from events.brain import ActionProposed
from events.people import Role
from handlers.gate.verdict import Refused
from handlers.gate.wording import listed, shown, wrong
from handlers.tools import CreateTask, SendDeviceCommand, Speak

ACTING = frozenset({CreateTask.name, Speak.name, SendDeviceCommand.name})

RIGHTS: Mapping[Role, frozenset[str]] = {
    "operator": ACTING,
    "service": ACTING,
    "member": frozenset({CreateTask.name}),
}
"""Whoever is not named here may look, and no more."""

SAY_WHAT_IT_PAYS: frozenset[Role] = frozenset({"operator", "service"})

DONE_PER_HOUR = 60
"""Actions of one agent, of all kinds; what the gate counts, it counts besides."""

CALLER_UNKNOWN, CALLER_RIGHTS = "caller_unknown", "caller_rights"
CALLER_BOUNTY, CALLER_PER_HOUR = "caller_bounty", "caller_per_hour"


def objection(asked: ActionProposed, *, is_known: bool, done: int) -> Refused | None:
    """Why the agent may not ask for this; None where it is for the gate to judge."""
    if not is_known:
        return Refused(CALLER_UNKNOWN, "actor is missing; allowed: agents that proved who they are")
    may = RIGHTS.get(asked.role, frozenset())
    if asked.tool not in may:
        allowed = f"as a {asked.role}, {listed(may)}"
        return Refused(CALLER_RIGHTS, f"tool is {shown(asked.tool)}; allowed: {allowed}")
    if _names_bounty(asked) and asked.role not in SAY_WHAT_IT_PAYS:
        reason = f"bounty is given; allowed: absent, as a {asked.role} may not say what it pays"
        return Refused(CALLER_BOUNTY, reason)
    if done >= DONE_PER_HOUR:
        reason = wrong("actions in the last hour", done, f"{DONE_PER_HOUR} an hour")
        return Refused(CALLER_PER_HOUR, reason)
    return None


def _names_bounty(asked: ActionProposed) -> bool:
    return isinstance(asked.arguments, dict) and "bounty" in asked.arguments
