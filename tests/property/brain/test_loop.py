"""The loop keeps its promises whatever a model says, and whenever its process is restarted."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from events.brain import ActionApproved, ActionRefused, CycleFinished, ModelPrompted
from events.devices import CommandRequested, CommandSucceeded
from events.payload import Payload
from events.tasks import Requested
from events.voice import Requested as VoiceRequested
from handlers.brain.cycle import STEPS_LIMIT, Brain
from handlers.tools import TOOLS
from projections.projection import State
from tests.unit.brain_story import TASK, BrainStory, call

ROWS: TypeAdapter[Any] = TypeAdapter(Brain.row)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)

sensible_calls = st.sampled_from(
    [
        call("create_task", **TASK),
        call("create_task", **{**TASK, "title": "窓を開けてください", "zone": "meeting"}),
        call("create_task", **{**TASK, "title": "換気してください", "task_types": ["safety"]}),
        call("speak", message="暑いですね", zone="main", tone="caring"),
        call("speak", message="換気しましょう", zone="meeting", tone="neutral"),
        call("get_zone_status", zone_id="main"),
        call("get_active_tasks"),
        call("get_device_status", device_id="hvac_01"),
        call(
            "send_device_command",
            agent_id="hvac_01",
            tool_name="set_temperature",
            arguments={"temperature": 24},
        ),
        call("send_device_command", agent_id="hvac_01", tool_name="run_pump", arguments={}),
    ]
)

wild_calls = st.fixed_dictionaries(
    {"name": st.sampled_from([*TOOLS, "open_door", ""]) | json_values, "arguments": json_values}
)

replies = st.lists(sensible_calls | wild_calls, max_size=5)


@dataclass
class Office:
    """A hot office whose people, devices and intake answer at once."""

    story: BrainStory = field(default_factory=BrainStory)
    heard: list[Payload] = field(default_factory=list)
    tasks: int = 0

    def __post_init__(self) -> None:
        self.story.configured().warm("main").warm("meeting", 31.0)
        self.story.device("hvac_01", "set_temperature", "run_pump")

    def cycle(self, said: list[list[dict[str, Any]]], restarts: bool = False) -> list[Payload]:
        """A whole cycle in which the model says this, step by step, and then nothing more."""
        self.heard = self.story.fire()
        answers = iter(said)
        while not any(isinstance(one, CycleFinished) for one in self.heard):
            if restarts:
                self.restart()
            self._settle_or_answer(next(answers, []))
        return self.heard

    def _settle_or_answer(self, calls: list[dict[str, Any]]) -> None:
        prompted = [one for one in self.heard if isinstance(one, ModelPrompted)][-1]
        found = self.story.reply(prompted, *calls)
        self.heard += found
        wishes = [event.id for event in self.story.made if event.type == "tasks.requested"]
        for wish in wishes:
            self.tasks += 1
            self.heard += self.story.created(self.tasks, wish)
        for one in found:
            if isinstance(one, CommandRequested):
                answer = CommandSucceeded(request_id=one.request_id, device=one.device)
                self.heard += self.story.tell(answer, f"device:{one.device}")

    def restart(self) -> None:
        """The process dies, and goes on from a snapshot that it kept."""
        kept = {key: ROWS.dump_json(row) for key, row in self.story.state.rows().items()}
        self.story.state = State({key: ROWS.validate_json(row) for key, row in kept.items()})


def made(payloads: list[Payload], kind: type[Payload]) -> int:
    return sum(isinstance(one, kind) for one in payloads)


@given(st.lists(replies, max_size=6))
@settings(max_examples=150, deadline=None)
def test_every_cycle_ends_within_its_bounds_whatever_is_said(
    said: list[list[dict[str, Any]]],
) -> None:
    heard = Office().cycle(said)
    assert made(heard, CycleFinished) == 1
    assert made(heard, ModelPrompted) <= STEPS_LIMIT
    assert made(heard, Requested) <= 2
    assert made(heard, VoiceRequested) <= 1
    assert all(one.rule and one.reason for one in heard if isinstance(one, ActionRefused))
    refusals = [place for place, one in enumerate(heard) if isinstance(one, ActionRefused)]
    assert not any(isinstance(one, ActionApproved) for one in heard[min(refusals, default=99) :])


@given(st.lists(replies, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_restart_between_any_two_events_changes_nothing(
    said: list[list[dict[str, Any]]],
) -> None:
    through, restarted = Office(), Office()
    assert through.cycle(said) == restarted.cycle(said, restarts=True)
    assert through.story.state.rows() == restarted.story.state.rows()


@given(replies)
@settings(max_examples=60, deadline=None)
def test_whatever_is_refused_can_be_recorded(calls: list[dict[str, Any]]) -> None:
    for one in Office().cycle([calls]):
        assert type(one).model_validate_json(one.to_json()) == one
