"""What is burned: the fee of a transfer, and the demurrage of a day, each as the rules say."""

from collections.abc import Iterator

from events.credits import TransactionType, Transferred
from handlers.audit.books import BURNED, Books
from handlers.credits.rules import demurrage, minimum_transfer, transfer_fee


class Burns:
    """Compares what was burned with what had to be."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def take(self, data: Transferred) -> Iterator[str]:
        """What is wrong with a movement that is not entered in the books yet."""
        sent = _given(data, "P2P_TRANSFER")
        if sent:
            yield from self._transfer(data, sent)
        burned = _given(data, "DEMURRAGE_BURN")
        if burned:
            yield from self._demurrage(data, burned)

    def _transfer(self, data: Transferred, sent: int) -> Iterator[str]:
        fee = _burned(data, "FEE_BURN")
        if fee != transfer_fee(sent):
            yield f"burns a fee of {fee} for {sent}, the rule is {transfer_fee(sent)}"
        if data.command is None:
            yield "is a transfer that nobody asked for"
            return
        circulating = self._books.circulating_at(data.command.decided_at)
        if sent < minimum_transfer(circulating):
            yield f"sends {sent}, the least is {minimum_transfer(circulating)}"

    def _demurrage(self, data: Transferred, burned: int) -> Iterator[str]:
        payer = next(leg.account for leg in data.legs if leg.amount_milli < 0)
        due = demurrage(self._books.balances[payer])
        if burned != due:
            yield f"burns {burned} of {payer}, the rule is {due}"


def _given(data: Transferred, kind: TransactionType) -> int:
    return -sum(
        leg.amount_milli
        for leg in data.legs
        if leg.transaction_type == kind and leg.amount_milli < 0
    )


def _burned(data: Transferred, kind: TransactionType) -> int:
    return sum(
        leg.amount_milli
        for leg in data.legs
        if leg.transaction_type == kind and leg.account == BURNED
    )
