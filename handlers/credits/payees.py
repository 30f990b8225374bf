"""Payees: who has a wallet, as a reactor knows it that pays people.

A person is paid whether or not anybody opened a wallet for them before.
"""

from dataclasses import dataclass

from events.credits import WalletOpened, wallet
from events.envelope import Draft
from projections.projection import State


@dataclass(frozen=True, slots=True)
class Payee:
    """A person with a wallet."""

    payee: int


def opened(payees: State[Payee], person: int) -> list[Draft]:
    """What opens the wallet of somebody who is about to be paid; nothing where it is open."""
    if payees.get(str(person)) is not None:
        return []
    mark_open(payees, person)
    return [Draft(WalletOpened(wallet=person), wallet(person))]


def mark_open(payees: State[Payee], person: int) -> None:
    payees.put(str(person), Payee(person))
