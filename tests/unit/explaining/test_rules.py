"""Rules: whatever an action is refused by, it is told what the rule is there for."""

import pytest

from handlers.brain import approvals, outside_rights
from handlers.brain.judging import LOOP_RULES
from handlers.gate.rules import RULES
from services.explaining.rules import purpose_of

OF_APPROVALS = (
    approvals.DENIED,
    approvals.ANONYMOUS,
    approvals.OWN,
    approvals.DEVICE,
    approvals.EXPIRED,
)
OF_CALLERS = (
    outside_rights.CALLER_UNKNOWN,
    outside_rights.CALLER_RIGHTS,
    outside_rights.CALLER_BOUNTY,
    outside_rights.CALLER_PER_HOUR,
)


@pytest.mark.parametrize(
    "rule", [*(rule.id for rule in RULES), *LOOP_RULES, *OF_APPROVALS, *OF_CALLERS]
)
def test_a_rule_that_refuses_has_a_purpose(rule: str) -> None:
    assert purpose_of(rule)


def test_a_rule_that_no_table_knows_stands_for_itself() -> None:
    assert purpose_of("a_rule_of_another_version") is None
