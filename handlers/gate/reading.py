"""Reading a call: which tool it names, and its arguments as that tool's model, or their fault."""

from typing import NamedTuple

from handlers.gate.size import excess_of
from handlers.gate.validation import Fault, validated
from handlers.gate.verdict import Proposal
from handlers.tools import TOOLS, Tool


class Call(NamedTuple):
    """A proposal, as far as it could be read."""

    named: object
    """What it gives as the tool's name."""
    kind: type[Tool] | None = None
    excess: str | None = None
    tool: Tool | Fault | None = None


def read(proposal: Proposal) -> Call:
    """Stops at the first thing that keeps it from being read."""
    name = proposal.tool
    kind = TOOLS.get(name) if isinstance(name, str) else None
    if kind is None:
        return Call(name)
    excess = excess_of(proposal.arguments)
    if excess is not None:
        return Call(name, kind, excess)
    return Call(name, kind, None, validated(kind, proposal.arguments))
