"""What the model is told of a device's tools: how those are called that do something.

Tools that only look are left out, for the model has one of its own; so are those that the gate
would refuse.
"""

from handlers.gate.device_tools import LEAF_COMMAND, hint, tier_of


def hint_of(tool: str) -> str | None:
    """`set_temperature(temperature: 18-28)`; None for a tool that nobody is to be told of."""
    if tool != LEAF_COMMAND and tier_of(tool, {}) == "harmless":
        return None
    return hint(tool)
