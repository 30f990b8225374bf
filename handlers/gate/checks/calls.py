"""Whether a call can be read at all: hostile input becomes a tool's arguments here, or nothing."""

from handlers.gate.case import Case
from handlers.gate.reading import Call
from handlers.gate.validation import Fault
from handlers.gate.wording import listed, wrong
from handlers.tools import TOOLS

OFFERED = listed(TOOLS)


def unknown_tool(case: Case[Call]) -> str | None:
    call = case.asked
    return None if call.kind else wrong("tool", call.named, OFFERED)


def too_large(case: Case[Call]) -> str | None:
    return case.asked.excess


def not_of_the_form(case: Case[Call]) -> str | None:
    tool = case.asked.tool
    return tool.reason if isinstance(tool, Fault) else None
