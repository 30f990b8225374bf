"""An agenda as it is told, and when it says that the brain thinks next."""

from datetime import timedelta

from events.brain import CycleFinished, CycleStarted
from events.envelope import Recorded
from events.payload import Payload
from events.timers import Fired
from events.vision import OccupancyObserved
from events.zones import PersonEntered, PersonExited, SedentaryNoticed, ThresholdCrossed
from projections.armed import PACE
from projections.brain.timers import BrainTimers, Row, due_thoughts
from projections.projection import State
from projections.task_timers import Pace
from projections.timers import Due
from tests.unit.story import START, recorded

CROSSED = ThresholdCrossed(
    zone="main", channel="co2", value=1_200.0, threshold=1_000.0, bound="above"
)
ENTERED = PersonEntered(zone="main", count=1, previous=0)
LEFT = PersonExited(zone="main", count=0, previous=1)
SAT = SedentaryNoticed(zone="main", duration_s=1_900.0)
NOBODY = OccupancyObserved(zone="main", person_count=0, camera="cam")


class Agenda:
    """What was told so far."""

    def __init__(self, pace: Pace = PACE) -> None:
        self.pace = pace
        self.state: State[Row] = State()
        self.position = 0

    def tell(self, data: Payload, at_s: float, **attributes: object) -> Recorded:
        self.position += 1
        event = recorded(data, "zone:main", at_s, position=self.position)
        for name, value in attributes.items():
            setattr(event, name, value)
        BrainTimers().apply(self.state, event)
        return event

    def fire(self, at_s: float, purpose: str = "brain_batch") -> str:
        """The cycle's name, if one begins."""
        return str(self.tell(Fired(timer=f"{purpose}:next", due=START), at_s).id)

    def begin(self, cycle: str, at_s: float, late_s: float = 0.0) -> None:
        heard_at = START + timedelta(seconds=at_s + late_s)
        self.tell(CycleStarted(cycle=cycle, trigger="event"), at_s, recorded_at=heard_at)

    def end(self, cycle: str, at_s: float, outcome: str = "idle") -> None:
        told = {"cycle": cycle, "steps": 1, "outcome": outcome}
        self.tell(CycleFinished.model_validate(told), at_s)

    @property
    def due(self) -> Due | None:
        return next(due_thoughts(self.state.rows(), self.pace), None)

    def expect(self, purpose: str, at_s: float) -> None:
        assert self.due == Due(f"{purpose}:next", START + timedelta(seconds=at_s))
