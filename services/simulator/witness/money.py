"""R7: money is conserved, and nobody is paid twice, too little, or for nothing, at any moment."""

from collections.abc import Sequence

from events.envelope import Recorded
from events.identity import Position
from handlers.audit import Auditor
from services.simulator.errors import InvariantBroken


class MoneyWitness:
    """Audits the log while it grows, as `soms audit verify` does, trusting no view."""

    def __init__(self) -> None:
        self._auditor = Auditor()

    @property
    def checks(self) -> int:
        return self._auditor.movements

    def observe(self, events: Sequence[Recorded]) -> None:
        self._auditor.take(events)
        self._raise_first()
        if self._auditor.total:
            what = f"the sum of all accounts is {self._auditor.total}"
            raise InvariantBroken("R7", what, Position(self._auditor.events))

    def finish(self) -> None:
        """Everything has come to pass: nothing is owed any more, into escrow or out of it."""
        self._auditor.call_in(Position(self._auditor.events))
        self._raise_first()

    def _raise_first(self) -> None:
        for finding in self._auditor.findings:
            raise InvariantBroken("R7", finding.what, finding.position)
