"""Whoever proposes what, and whatever people answer: of equal commands, they see one question."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from events.brain import ActionProposed
from events.devices import CameOnline, HeartbeatReceived, TrustChanged
from events.envelope import Event, as_recorded, caused_events
from events.identity import Position, Subject
from events.payload import Payload
from events.tasks import Completed, ReportStatus
from handlers.brain.approvals import Approvals, Pending
from handlers.brain.cycle import Brain
from handlers.gate.orders import order_of
from handlers.reactor import Reactor
from handlers.tasks.intake import TaskIntake
from handlers.tools import SendDeviceCommand
from projections.projection import State
from tests.unit.story import START

COMMANDS: tuple[dict[str, Any], ...] = (
    {"agent_id": "hydro_01", "tool_name": "dose_ph_down", "arguments": {"amount_ml": 2}},
    {"agent_id": "hydro_01", "tool_name": "dose_ph_down", "arguments": {"amount_ml": 2.0}},
    {"agent_id": "hydro_01", "tool_name": "feed_fish"},
    {"agent_id": "hydro_01", "tool_name": "feed_fish", "arguments": {}},
)


@dataclass
class Garden:
    """Three reactors on one log, whose decisions are appended when they are told to settle."""

    now: datetime = START
    position: int = 0
    decided: list[Event] = field(default_factory=list)
    reactors: tuple[Reactor[Any], ...] = (Brain(), Approvals(), TaskIntake())
    states: dict[str, State[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = {reactor.name: State() for reactor in self.reactors}
        tools = ["dose_ph_down", "feed_fish"]
        for said in (
            CameOnline(device="hydro_01"),
            HeartbeatReceived(device="hydro_01", details={"capabilities": tools}),
            TrustChanged(device="hydro_01", trusted=True),
        ):
            self.tell(said, "device:hydro_01")

    def tell(self, data: Payload, subject: str, actor: str | None = None) -> None:
        by = None if actor is None else Subject(actor)
        self.append(
            Event(UUID(int=self.position), data, "/test", Subject(subject), self.now, actor=by)
        )

    def append(self, event: Event) -> None:
        self.position += 1
        told = as_recorded(event, Position(self.position), self.now)
        for reactor in self.reactors:
            if told.type in reactor.handles:
                drafts = reactor.step(self.states[reactor.name], told)
                self.decided += caused_events(told, reactor.name, drafts, version=reactor.version)

    def settle(self) -> None:
        while self.decided:
            self.append(self.decided.pop(0))

    def questions(self) -> Iterator[Pending]:
        """Those that a person's word still counts for."""
        rows = self.states["approvals"].rows().values()
        return (one for one in rows if isinstance(one, Pending) and self.now < one.asked.deadline)


Happening = Callable[[Garden], None]


def propose(command: dict[str, Any], actor: str) -> Happening:
    def happen(garden: Garden) -> None:
        cycle = f"mcp:{garden.position}"
        asked = ActionProposed(
            cycle=cycle, tool="send_device_command", arguments=command, role="operator"
        )
        garden.tell(asked, f"cycle:{cycle}", actor)

    return happen


def answer(status: ReportStatus) -> Happening:
    def happen(garden: Garden) -> None:
        task = next((one.task for one in garden.questions() if one.task is not None), None)
        if task is not None:
            report = Completed(task=task, person=3, report_status=status)
            garden.tell(report, f"task:{task}", "person:3")

    return happen


def wait(seconds: int) -> Happening:
    def happen(garden: Garden) -> None:
        garden.now += timedelta(seconds=seconds)

    return happen


happenings = st.lists(
    st.builds(propose, st.sampled_from(COMMANDS), st.sampled_from(["person:1", "person:2"]))
    | st.builds(answer, st.sampled_from(["resolved", "cannot_resolve"]))
    | st.builds(wait, st.sampled_from([1, 300, 600]))
    | st.just(Garden.settle),
    max_size=25,
)


@given(happenings)
@settings(deadline=None)
def test_no_two_questions_are_about_the_same(told: list[Happening]) -> None:
    garden = Garden()
    for happen in told:
        happen(garden)
        orders = [order_of(commanded(one)) for one in garden.questions()]
        assert len(orders) == len(set(orders))


def commanded(question: Pending) -> SendDeviceCommand:
    return SendDeviceCommand.model_validate(question.asked.arguments)
