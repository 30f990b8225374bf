"""What a model did in one run of a scenario."""

from dataclasses import dataclass, field

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.devices import CommandRequested
from events.payload import Payload
from services.brain.asking import Asked


@dataclass(slots=True)
class Course:
    """One run, from the first question to the end of the cycle."""

    asked: list[Asked] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    """The world as it was shown, by question."""
    approved: list[ActionApproved] = field(default_factory=list)
    refused: list[ActionRefused] = field(default_factory=list)
    waiting: list[ApprovalRequested] = field(default_factory=list)
    commands: list[CommandRequested] = field(default_factory=list)
    outcome: str | None = None
    """How the cycle ended; of words, None."""
    words: str | None = None
    """What is to be said, where the scenario asks for words."""

    def note(self, data: Payload) -> None:
        match data:
            case ActionApproved():
                self.approved.append(data)
            case ActionRefused():
                self.refused.append(data)
            case ApprovalRequested():
                self.waiting.append(data)
            case CommandRequested():
                self.commands.append(data)
