"""Whatever lags behind, fails or is set back: every warning is thought about in the end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from events.brain import CycleFinished, CycleStarted, ModelFailed, ModelPrompted, ModelReplied
from events.envelope import Event, Recorded, as_recorded, caused_events
from events.identity import Position, Subject
from events.payload import Payload
from events.zones import ThresholdCrossed
from handlers.brain.cycle import Brain
from projections.armed import PACE
from projections.brain.agenda import CAME_TO_NOTHING
from projections.brain.timers import BrainTimers, due_thoughts
from projections.projection import State
from projections.timers import Due, fired
from tests.unit.brain_story import CONFIGURED
from tests.unit.story import START

ENOUGH_ROUNDS = 100
MOST_WARNINGS = 12
"""More than these one cycle does not name."""


class Office:
    """A log, and the three that follow it, each when it comes to it."""

    def __init__(self) -> None:
        self.now = START
        self.log: list[Recorded] = []
        self.ids: set[UUID] = set()
        self.brain, self.loop, self.thought = Brain(), State[Any](), 0
        self.timers, self.seen = State[Any](), 0
        self.answered = 0
        self.warnings = 0

    def append(self, data: Payload, subject: str) -> None:
        self.record(
            Event(
                id=UUID(int=len(self.log)),
                data=data,
                source="/t",
                subject=Subject(subject),
                time=self.now,
            )
        )

    def record(self, event: Event) -> None:
        """As a log does: the same event once."""
        if event.id not in self.ids:
            self.ids.add(event.id)
            self.log.append(as_recorded(event, Position(len(self.log) + 1), self.now))

    def configure(self) -> None:
        self.append(CONFIGURED, "brain:office")

    def warn(self) -> None:
        self.warnings += 1
        if self.warnings > MOST_WARNINGS:
            return
        told = ThresholdCrossed(
            zone="main", channel="co2", value=1_200, threshold=1_000, bound="above"
        )
        self.append(told, "zone:main")

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def loop_goes_on(self, events: int = 1_000) -> None:
        decided: list[Event] = []
        for event in self.log[self.thought : self.thought + events]:
            self.thought += 1
            if event.type in Brain.handles:
                drafts = self.brain.step(self.loop, event)
                decided += caused_events(event, Brain.name, drafts)
        for one in decided:
            self.record(one)

    def clock_looks(self) -> None:
        for event in self.log[self.seen :]:
            if event.type in BrainTimers.handles:
                BrainTimers().apply(self.timers, event)
        self.seen = len(self.log)
        for due in due_thoughts(self.timers.rows(), PACE):
            if due.due <= self.now:
                self.record(fired(due, self.now))

    def model_answers(self, fails: bool = False) -> None:
        for event in self.log[self.answered :]:
            asked = event.data
            if isinstance(asked, ModelPrompted):
                given = {"cycle": asked.cycle, "step": 1, "request_digest": asked.request_digest}
                failed = ModelFailed(**given, error="timeout", attempts=1, duration_ms=1)
                replied = ModelReplied(**given, model="m", content="なし", duration_ms=1)
                self.append(failed if fails else replied, f"cycle:{asked.cycle}")
        self.answered = len(self.log)

    @property
    def due(self) -> Due | None:
        return next(due_thoughts(self.timers.rows(), PACE), None)

    def settle(self) -> None:
        """Everybody catches up, until nothing is due any more."""
        for _ in range(ENOUGH_ROUNDS):
            self.loop_goes_on()
            self.model_answers()
            self.loop_goes_on()
            self.clock_looks()
            if self.due is None:
                return
            self.wait(max((self.due.due - self.now).total_seconds(), 0.1))
            self.clock_looks()

    def reasons(self) -> set[str]:
        """What was thought about by a model that answered."""
        data = [event.data for event in self.log]
        good = {
            one.cycle
            for one in data
            if isinstance(one, CycleFinished) and one.outcome not in CAME_TO_NOTHING
        }
        started = [one for one in data if isinstance(one, CycleStarted) and one.cycle in good]
        return {cause for one in started for cause in one.causes}


steps = st.lists(
    st.sampled_from(["warn", "wait", "loop", "half", "answer", "fail", "set back", "configure"]),
    max_size=40,
)


def happens(office: Office, step: str) -> None:
    match step:
        case "warn":
            office.warn()
        case "wait":
            office.wait(30)
            office.clock_looks()
        case "loop":
            office.loop_goes_on()
        case "half":
            office.loop_goes_on(1)
        case "set back":
            office.wait(-3_600)
        case "configure":
            office.configure()
        case _:
            office.model_answers(fails=step == "fail")


@settings(max_examples=200, deadline=None)
@given(steps, st.booleans())
def test_every_warning_is_thought_about_in_the_end(told: list[str], is_configured: bool) -> None:
    office = Office()
    if is_configured:
        office.configure()
    for step in told:
        happens(office, step)
    if not is_configured:
        office.configure()
    office.settle()
    crossed = {str(one.id) for one in office.log if one.type == ThresholdCrossed.event_type}
    assert crossed <= office.reasons()
    assert office.due is None
