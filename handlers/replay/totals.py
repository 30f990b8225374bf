"""What a world amounts to in numbers that people ask for: thoughts, tasks, credits, refusals."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from events.brain import ActionApproved, ActionRefused, CycleStarted, ModelReplied
from events.credits import Transferred
from events.devices import CommandRequested
from events.payload import Payload
from events.tasks import Created
from events.voice import Requested as VoiceRequested

COUNTED = frozenset(
    payload.event_type
    for payload in (
        ActionApproved,
        ActionRefused,
        CommandRequested,
        Created,
        CycleStarted,
        ModelReplied,
        Transferred,
        VoiceRequested,
    )
)


@dataclass(slots=True)
class Totals:
    """Counted event by event."""

    cycles: int = 0
    tasks: int = 0
    credits_paid_milli: int = 0
    """Rewards of tasks, as people received them."""
    utterances: int = 0
    commands: int = 0
    approvals: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    """By the rule that refused."""
    tokens_in: int = 0
    tokens_out: int = 0

    def count(self, event: Payload) -> None:
        match event:
            case CycleStarted():
                self.cycles += 1
            case Created():
                self.tasks += 1
            case Transferred():
                self.credits_paid_milli += _rewarded(event)
            case VoiceRequested():
                self.utterances += 1
            case CommandRequested():
                self.commands += 1
            case ActionApproved():
                self.approvals += 1
            case ActionRefused():
                self.refusals[event.rule] += 1
            case ModelReplied():
                self.tokens_in += event.prompt_tokens or 0
                self.tokens_out += event.reply_tokens or 0

    def as_object(self) -> dict[str, Any]:
        return {
            "cycles": self.cycles,
            "tasks": self.tasks,
            "credits_paid_milli": self.credits_paid_milli,
            "utterances": self.utterances,
            "commands": self.commands,
            "approvals": self.approvals,
            "refusals": dict(sorted(self.refusals.items())),
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
        }


def _rewarded(moved: Transferred) -> int:
    """What the rewards among its legs come to."""
    rewards = (leg.amount_milli for leg in moved.legs if leg.transaction_type == "TASK_REWARD")
    return sum(amount for amount in rewards if amount > 0)
