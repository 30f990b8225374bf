"""What is burned: the fee of a transfer, and the demurrage of a day, each as the rules say."""

from collections.abc import Iterator

from events.envelope import Recorded
from events.timers import Fired
from handlers.audit.books import Books
from handlers.audit.flows import Flow, Movement
from handlers.credits.rules import demurrage, minimum_transfer, transfer_fee
from projections.calendar import DEMURRAGE


class Burns:
    """Compares what was burned with what had to be."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._days: set[str] = set()
        """The timers of the days that have begun."""

    def fold(self, event: Recorded) -> None:
        """Follow the days."""
        if event.type == Fired.event_type and event.subject.name.startswith(f"{DEMURRAGE}:"):
            self._days.add(event.subject.name)

    def take(self, movement: Movement) -> Iterator[str]:
        """What is wrong with a movement that is not entered in the books yet."""
        flows = movement.flows
        if "P2P_TRANSFER" in flows:
            yield from self._transfer(movement, flows["P2P_TRANSFER"])
            yield from _fee(flows["P2P_TRANSFER"], flows["FEE_BURN"])
        if "DEMURRAGE_BURN" in flows:
            yield from self._demurrage(movement, flows["DEMURRAGE_BURN"])

    def _transfer(self, movement: Movement, sent: Flow) -> Iterator[str]:
        if sent.payer == sent.payee:
            yield f"goes from {sent.payer} to itself"
        command = movement.data.command
        if command is None:
            return  # which `orders` finds
        seen_at = command.arguments.get("minimum_at", command.decided_at)
        if not isinstance(seen_at, int) or seen_at > command.decided_at:
            yield f"its minimum is as of {seen_at}, after it was decided at {command.decided_at}"
            return
        least = minimum_transfer(self._books.circulating_at(seen_at))
        if sent.amount_milli < least:
            yield f"sends {sent.amount_milli}, the least is {least}"

    def _demurrage(self, movement: Movement, burned: Flow) -> Iterator[str]:
        due = demurrage(self._books.balances[burned.payer])
        if burned.amount_milli != due:
            yield f"burns {burned.amount_milli} of {burned.payer}, the rule is {due}"
        day = (movement.data.reference or "").rpartition(":")[0]
        if day not in self._days:
            yield "charges for a day that has not begun"


def _fee(sent: Flow, burned: Flow) -> Iterator[str]:
    fee = transfer_fee(sent.amount_milli)
    if burned.amount_milli != fee:
        yield f"burns a fee of {burned.amount_milli} for {sent.amount_milli}, the rule is {fee}"
    if burned.payer != sent.payer:
        yield f"burns a fee of {burned.payer} for what {sent.payer} sends"
