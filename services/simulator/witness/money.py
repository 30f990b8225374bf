"""R7: money is conserved, and nobody is paid twice, too little, or for nothing, at any moment."""

from collections.abc import Sequence

from events.credits import escrow
from events.envelope import Recorded
from events.identity import START, Position
from handlers.audit import Auditor
from projections.projection import State
from projections.tasks import TASK_EVENTS, Task, Tasks
from services.simulator.errors import InvariantBroken

_TASKS = Tasks()


class MoneyWitness:
    """Audits the log while it grows, as `soms audit verify` does, trusting no view."""

    def __init__(self) -> None:
        self._auditor = Auditor()
        self._tasks: State[Task] = State()
        self._position: Position = START

    @property
    def checks(self) -> int:
        return self._auditor.movements

    def observe(self, events: Sequence[Recorded]) -> None:
        self._auditor.take(events)
        for finding in self._auditor.findings:
            raise InvariantBroken("R7", finding.what, finding.position)
        for event in events:
            self._position = event.position
            if event.type in TASK_EVENTS:
                _TASKS.apply(self._tasks, event)
        if self._auditor.total:
            what = f"the sum of all accounts is {self._auditor.total}"
            raise InvariantBroken("R7", what, self._position)

    def finish(self) -> None:
        """Everything has come to pass: who did a task has what was laid aside for it."""
        balances = self._auditor.balances
        for task in self._tasks.rows().values():
            left = balances.get(escrow(task.task), 0)
            if left and task.completed_by is not None:
                what = f"{left} for task {task.task} have not reached {task.completed_by}"
                raise InvariantBroken("R7", what, self._position)
