"""The policy gate: a pure verdict on a call that the model proposes. It never raises.

Nothing that any text says has a say in it: only the rules, what was folded from the log, and the
bounds. It counts nothing; the loop counts what was approved, so what is refused uses up nothing.
"""

from collections.abc import Iterable
from typing import Any

from events.brain import Tier
from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.gate.case import Case
from handlers.gate.command import Command, command_of
from handlers.gate.reading import read
from handlers.gate.rule import Rule
from handlers.gate.rules import CALL_RULES, RULES_OF
from handlers.gate.situation import Situation
from handlers.gate.verdict import Approved, Proposal, Refused, Verdict
from handlers.tools import SendDeviceCommand, Tool


def judge(proposal: Proposal, situation: Situation, bounds: Bounds = DEFAULT_BOUNDS) -> Verdict:
    """Approved, with the tier that it reaches; or refused, by the first rule that objects."""
    call = read(proposal)
    tool = call.tool
    if not isinstance(tool, Tool):
        unread = _objection(CALL_RULES, Case(call, situation, bounds))
        assert unread is not None  # what could not be read, they have something against
        return unread
    asked = _asked(tool, situation)
    refused = _objection(RULES_OF[tool.name], Case(asked, situation, bounds))
    return refused or Approved(tool, _tier(asked))


def _objection(rules: Iterable[Rule[Any]], case: Case[object]) -> Refused | None:
    for rule in rules:
        reason = rule.check(case)
        if reason is not None:
            return Refused(rule.id, reason)
    return None


def _asked(tool: Tool, situation: Situation) -> Tool | Command:
    return command_of(tool, situation.world) if isinstance(tool, SendDeviceCommand) else tool


def _tier(asked: Tool | Command) -> Tier:
    """Looking, asking people and speaking are harmless; a command reaches as far as its tool."""
    return asked.tier if isinstance(asked, Command) else "harmless"
