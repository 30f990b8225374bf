"""R4, R5 and R6 for reactors: the same causes give the same events, once, and need nothing else."""

from collections.abc import Sequence

from events.envelope import Recorded
from handlers.replay.check import Check
from handlers.replay.report import Divergence
from services.simulator.errors import InvariantBroken
from services.simulator.reactor import ReactorProcess
from services.simulator.witness.isolation import nothing_from_outside

WATCHED = 499
"""Where a multiple of this is among the new positions, reactors decide under watch for R6."""


class DecisionWitness:
    """Does what `soms replay --check` does, while the log grows."""

    def __init__(self, processes: Sequence[ReactorProcess]) -> None:
        self._processes = processes
        self._check = Check([process.reactor for process in processes])

    @property
    def checks(self) -> int:
        return self._check.report.checked

    def observe(self, events: Sequence[Recorded]) -> None:
        """Take every decision that these make due, and compare those that are among them."""
        if not events:
            return
        first, last = events[0].position, events[-1].position
        if (first - 1) // WATCHED < last // WATCHED:
            with nothing_from_outside("a reactor", last):
                self._check.take(events)
        else:
            self._check.take(events)
        self._require_none(self._check.report.first_divergence)

    def finish(self) -> None:
        """Every process has come to the log's end: nothing may be due any more."""
        reached = {process.reactor.name: process.position for process in self._processes}
        report = self._check.finish(reached)
        self._require_none(report.first_divergence)

    def _require_none(self, found: Divergence | None) -> None:
        if found is not None:
            rule = "R5" if found.kind == "different" else "R4"
            what = f"{found.handler}: {found.kind}, {found.actual} is recorded"
            raise InvariantBroken(rule, f"{what}, a replay gives {found.expected}", found.position)
