"""What a reactor is: a pure step from (state, event) to the next state and what follows from it.

The state is folded from the causes alone, decisions included as they are taken, so it does not
matter how much later a decision was appended: live and replayed, the same causes give the same
drafts (R5). Time is only ever the event's own.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic

from events.envelope import Draft, Recorded
from projections.projection import Row, State


class Reactor(ABC, Generic[Row]):
    """Decides what follows from events. A change of `step` or of the row is a new `version`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]]
    """The event types that `step` looks at."""
    row: ClassVar[type]
    """The frozen dataclass or model that its state's rows are."""
    urgent: ClassVar[bool] = False
    """Whether its decisions must not wait until those of others are in the log."""

    @abstractmethod
    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        """Fold `event` into `state` and return what it makes happen; often nothing."""
