"""What a rule is there for, in one line: those that the log names by their ids.

Each part that has rules has a table of them here; a rule that no table knows stands for itself.
"""

from collections.abc import Mapping

from handlers.brain import approvals, outside_rights
from handlers.brain.judging import LOOP_RULES
from handlers.gate.rules import RULES

SAFETY_RULES: Mapping[str, str] = {
    "co2_high": "air that is hard to breathe is changed at once, whatever the model does",
    "temperature_high": "a room that is too hot is cooled, whatever the model does",
    "temperature_low": "a room that is too cold is warmed, whatever the model does",
    "humidity_high": "a room that is too damp is aired, whatever the model does",
    "humidity_low": "a room that is too dry is looked after, whatever the model does",
    "device_offline": "a device that is gone where people are is looked after by people",
}

GATE_RULES: Mapping[str, str] = {rule.id: rule.explanation for rule in RULES}

APPROVAL_RULES: Mapping[str, str] = {
    approvals.DENIED: "only a report that says resolved lets happen what needs a person's word",
    approvals.ANONYMOUS: "a word counts where a person with an account answers for it",
    approvals.OWN: "nobody gives their word on what they proposed themselves",
    approvals.DEVICE: "a device is told nothing that it could not be told any more",
    approvals.EXPIRED: "silence means no",
}

CALLER_RULES: Mapping[str, str] = {
    outside_rights.CALLER_UNKNOWN: "whoever acts is somebody, and answerable for it",
    outside_rights.CALLER_RIGHTS: "an agent may do what its account's role may",
    outside_rights.CALLER_BOUNTY: "not everybody who may ask for a task may say what it pays",
    outside_rights.CALLER_PER_HOUR: "one account acts only so often within an hour",
}

TABLES: tuple[Mapping[str, str], ...] = (
    SAFETY_RULES,
    GATE_RULES,
    LOOP_RULES,
    APPROVAL_RULES,
    CALLER_RULES,
)


def purpose_of(rule: str) -> str | None:
    """None for a rule that no table knows."""
    return next((table[rule] for table in TABLES if rule in table), None)
