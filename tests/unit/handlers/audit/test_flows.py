"""Flows: credits move in known ways, between the right kinds of account, or not at all."""

import pytest

from tests.unit.handlers.audit.evidence import Flow, found, movement
from tests.unit.handlers.credits.stories import opened


@pytest.mark.parametrize(
    ("flow", "what"),
    [
        (("wallet:5", "wallet:6", 0, "P2P_TRANSFER"), "not one payer and one payee"),
        (("wallet:0", "wallet:5", 7, "P2P_TRANSFER"), "wallet:0 gives 7 to wallet:5 as P2P"),
        (("wallet:5", "wallet:6", 7, "TASK_REWARD"), "wallet:5 gives 7 to wallet:6 as TASK"),
        (("wallet:5", "wallet:6", 7, "DEMURRAGE_BURN"), "to wallet:6 as DEMURRAGE_BURN"),
        (("wallet:5", "wallet:6", 7, "ESCROW_RELEASE"), "to wallet:6 as ESCROW_RELEASE"),
        (("account:burned", "wallet:5", 7, "TASK_REWARD"), "account:burned gives 7"),
        (("wallet:0", "escrow:x", 7, "ESCROW_RESERVE"), "to escrow:x as ESCROW_RESERVE"),
        (("wallet:0", "wallet:007", 7, "TASK_REWARD"), "to wallet:007 as TASK_REWARD"),
        (("wallet:5", "account:burned", 7, "FEE_BURN"), "FEE_BURN, which do not go together"),
    ],
)
def test_what_goes_another_way_is_found(flow: Flow, what: str) -> None:
    said = [finding for position, finding in found(opened(5, 6), movement(flow)) if position == 3]
    assert any(what in one for one in said), said


def test_a_movement_is_one_thing_only() -> None:
    reward: Flow = ("wallet:0", "wallet:5", 5, "TASK_REWARD")
    rent: Flow = ("wallet:0", "wallet:5", 5, "INFRASTRUCTURE_REWARD")
    assert found(opened(5), movement(reward, rent)) == [
        (2, "is made of TASK_REWARD and INFRASTRUCTURE_REWARD, which do not go together")
    ]


def test_nobody_is_paid_along_with_somebody_else() -> None:
    double: tuple[Flow, Flow] = (
        ("wallet:0", "wallet:5", 5, "TASK_REWARD"),
        ("wallet:0", "wallet:6", 5, "TASK_REWARD"),
    )
    assert found(opened(5, 6), movement(*double)) == [
        (3, "its TASK_REWARD is not one payer and one payee")
    ]
