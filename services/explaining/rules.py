"""What a rule is there for, in one line: those that the log names by their ids.

Each part that has rules has a table of them here; a rule that no table knows stands for itself.
"""

from collections.abc import Mapping

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

TABLES: tuple[Mapping[str, str], ...] = (SAFETY_RULES, GATE_RULES, LOOP_RULES)


def purpose_of(rule: str) -> str | None:
    """None for a rule that no table knows."""
    return next((table[rule] for table in TABLES if rule in table), None)
