"""What is known of one thing that a device, or a hub's leaf, can be told to do."""

from dataclasses import dataclass

from events.brain import Tier
from handlers.gate.device_arguments import Arguments


@dataclass(frozen=True, slots=True)
class DeviceTool:
    """One tool of whichever device, or one command for whichever leaf."""

    name: str
    arguments: type[Arguments]
    tier: Tier
    idempotent: bool
    """Whether doing it twice is as good as once, so that it may be sent again."""
    meaning: str
