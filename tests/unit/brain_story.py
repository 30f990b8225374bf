"""The brain's loop in a story: events in, what it decides out, and answers that find back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from events.brain import (
    Configured,
    CycleFinished,
    CycleStarted,
    ModelFailed,
    ModelPrompted,
    ModelReplied,
    Options,
)
from events.devices import CameOnline, HeartbeatReceived, TrustChanged
from events.envelope import Event, Recorded, caused_events
from events.payload import Payload
from events.tasks import Created
from events.telemetry import ReadingRecorded
from events.timers import Fired
from events.zones import PersonEntered, ThresholdCrossed
from handlers.brain.cycle import Brain
from handlers.reactor import Reactor
from handlers.tools import tool_schemas
from projections.projection import State
from tests.unit.story import START, recorded

CONFIGURED = Configured(
    model="mock",
    language="ja",
    prompt_version="constitution.ja.1",
    prompt="あなたはオフィスの管理者です。",
    prompt_digest="0" * 64,
    tools=tool_schemas(),
    options=Options(num_ctx=8_192, num_predict=1_024, temperature=0.3, seed=7),
    keep_alive="30m",
    context_tokens=2_048,
    utc_offset_s=32_400,
)

TASK = {
    "title": "室温を下げてください",
    "description": "暑くなっています。",
    "bounty": 1_500,
    "urgency": 3,
    "zone": "main",
    "task_types": ["environment"],
}


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"name": tool, "arguments": arguments}


LOOK = call("get_active_tasks")


@dataclass
class BrainStory:
    """A loop, and the position of what happened last."""

    reactor: Reactor[Any] = field(default_factory=Brain)
    state: State[Any] = field(default_factory=State)
    position: int = 0
    at_s: float = 0.0
    cause: Recorded | None = None
    """What was told last."""
    made: list[Event] = field(default_factory=list)
    """What it led to."""

    def tell(self, data: Payload, subject: str, **attributes: Any) -> list[Payload]:
        """Something happens; what the loop makes of it."""
        self.position += 1
        self.at_s += 1.0
        event = recorded(data, subject, self.at_s, position=self.position)
        for name, value in attributes.items():
            setattr(event, name, value)
        return self.take(event)

    def take(self, event: Recorded) -> list[Payload]:
        drafts = []
        if event.type in self.reactor.handles:
            drafts = list(self.reactor.step(self.state, event))
        self.cause = event
        self.made = caused_events(event, self.reactor.name, drafts)
        return [draft.data for draft in drafts]

    def configured(self, **changes: Any) -> "BrainStory":
        self.tell(CONFIGURED.model_copy(update=changes), "brain:office")
        return self

    def warm(self, zone: str = "main", celsius: float = 32.8) -> "BrainStory":
        """It is too hot in a zone, and people are there."""
        self.measure(zone, "temperature", celsius)
        self.tell(PersonEntered(zone=zone, count=2, previous=0), f"zone:{zone}")
        crossed = ThresholdCrossed(
            zone=zone, channel="temperature", value=celsius, threshold=26.0, bound="above"
        )
        self.tell(crossed, f"zone:{zone}")
        return self

    def measure(self, zone: str, channel: str, value: float | str, device: str = "env_01") -> None:
        self.tell(ReadingRecorded(zone=zone, channel=channel, value=value), f"device:{device}")

    def device(self, name: str, *tools: str, zone: str = "main", trusted: bool = True) -> None:
        """A device that is there, and can be told things."""
        self.device_heard(name, *tools, zone=zone)
        self.tell(TrustChanged(device=name, trusted=trusted), f"device:{name}")

    def device_heard(self, name: str, *tools: str, zone: str = "main") -> None:
        """A device that nobody vouched for says what it can do."""
        subject = f"device:{name}"
        self.tell(CameOnline(device=name, zone=zone), subject)
        beat = HeartbeatReceived(device=name, zone=zone, details={"capabilities": list(tools)})
        self.tell(beat, subject)

    def fire(self, timer: str = "brain_batch:next") -> list[Payload]:
        return self.tell(Fired(timer=timer, due=START), f"timer:{timer}")

    def begin(self) -> ModelPrompted:
        """A cycle begins; its first prompt."""
        started, prompted = self.fire()
        assert isinstance(started, CycleStarted)
        assert isinstance(prompted, ModelPrompted)
        return prompted

    def reply(
        self, prompted: ModelPrompted, *calls: dict[str, Any], content: str = ""
    ) -> list[Payload]:
        replied = ModelReplied(
            cycle=prompted.cycle,
            step=prompted.step,
            request_digest=prompted.request_digest,
            model=prompted.model,
            content=content,
            tool_calls=calls,
            duration_ms=1_000.0,
        )
        return self.tell(replied, f"cycle:{prompted.cycle}")

    def fail(self, prompted: ModelPrompted) -> list[Payload]:
        failed = ModelFailed(
            cycle=prompted.cycle,
            step=prompted.step,
            request_digest=prompted.request_digest,
            error="timeout",
            attempts=1,
            duration_ms=120_000.0,
        )
        return self.tell(failed, f"cycle:{prompted.cycle}")

    def wish_id(self) -> UUID:
        """The id of the wish for a task that was made last."""
        return next(event.id for event in self.made if event.type == "tasks.requested")

    def create_task(self, number: int) -> list[Payload]:
        """The last wish becomes a task."""
        return self.created(number, self.wish_id())

    def created(
        self, number: int, wish: UUID, title: str = "室温を下げてください"
    ) -> list[Payload]:
        """A wish becomes a task."""
        created = Created(
            task=number, title=title, zone="main", location="main",
            bounty_milli=1_500, bounty_xp=50, urgency=3, task_types=("environment",),
        )  # fmt: skip
        return self.tell(created, f"task:{number}", causation_id=wish)


def a_hot_office() -> BrainStory:
    return BrainStory().configured().warm()


def kinds(payloads: Sequence[Payload]) -> list[str]:
    return [one.event_type for one in payloads]


def prompted_in(payloads: Sequence[Payload]) -> ModelPrompted:
    (found,) = [one for one in payloads if isinstance(one, ModelPrompted)]
    return found


def outcome_of(payloads: Sequence[Payload]) -> str:
    (found,) = [one for one in payloads if isinstance(one, CycleFinished)]
    return found.outcome


def shown(prompted: ModelPrompted) -> str:
    """The world as the model was shown it."""
    content: str = prompted.request["messages"][0]["content"]
    return content
