"""An office with a brain, second by second: facts, timers, decisions, a model and a device."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from events.brain import ModelPrompted, ModelReplied
from events.devices import (
    CommandRequested,
    CommandSucceeded,
    HeartbeatReceived,
    TrustChanged,
)
from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog
from events.identity import START as LOG_START
from events.identity import Position, Subject, new_id
from events.payload import Payload
from events.tasks import Accepted, Completed, Created
from events.telemetry import ReadingRecorded
from events.vision import OccupancyObserved
from handlers.registry import REACTORS
from handlers.replay.questions import Question, answer_id
from services.clock.clock import Clock
from services.reactor.decisions import Decisions
from tests.unit.brain_story import CONFIGURED

START = datetime(2026, 3, 2, 3, tzinfo=UTC)

Calls = Sequence[dict[str, Any]]
Model = Callable[[str, int], Calls]
"""From the world as it is shown, and the step, to what is called."""


def cooling(shown: str, step: int) -> Calls:
    """Asks people where it is hot, and tells the air conditioner."""
    if step > 1 or "気温が高い" not in shown:
        return ()
    arguments = {"temperature": 24}
    command = {"agent_id": "hvac_01", "tool_name": "set_temperature", "arguments": arguments}
    return (
        {"name": "create_task", "arguments": task("ブラインドを下ろしてください", "cleaning")},
        {"name": "send_device_command", "arguments": command},
    )


def task(title: str, kind: str = "environment", bounty: int = 1_500) -> dict[str, Any]:
    return {
        "title": title,
        "description": "暑いためです。",
        "bounty": bounty,
        "urgency": 3,
        "zone": "main",
        "task_types": [kind],
    }


@dataclass
class Office:
    """A log, and everybody who writes into it."""

    model: Model = cooling
    latency_s: float = 2.0
    settle_every_s: int = 1
    """Reactors read so often; in between, facts come in."""
    now: datetime = START
    log: MemoryEventLog = field(init=False)
    read: Position = LOG_START
    coming: list[tuple[datetime, Event]] = field(default_factory=list)
    celsius: float = 22.0
    tasks: list[Created] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = MemoryEventLog(now=lambda: self.now)
        self.decisions = Decisions(self.log, REACTORS)
        self.clock = Clock(self.log, lambda: self.now)

    async def say(self, data: Payload, subject: str, **attributes: Any) -> None:
        await self.log.append([self.event(data, subject, **attributes)])

    def event(self, data: Payload, subject: str, **attributes: Any) -> Event:
        usual = {"id": new_id(), "source": "/edge/test", "time": self.now}
        told: dict[str, Any] = usual | attributes
        return Event(data=data, subject=Subject(subject), **told)

    async def begin(self) -> None:
        await self.say(CONFIGURED, "brain:office", source="/services/brain")
        beat = HeartbeatReceived(
            device="hvac_01", zone="main", details={"capabilities": ["set_temperature"]}
        )
        await self.say(beat, "device:hvac_01")
        await self.say(TrustChanged(device="hvac_01", trusted=True), "device:hvac_01")

    async def live(self, seconds: int) -> None:
        """Let so many seconds pass; sensors speak every ten, and at the end everybody listens."""
        for second in range(seconds):
            self.now += timedelta(seconds=1)
            if second % 10 == 0:
                await self._measure()
            await self._arrive()
            await self._fire()
            if second % self.settle_every_s == 0:
                await self.settle()
        await self.settle()

    async def _measure(self) -> None:
        reading = ReadingRecorded(zone="main", channel="temperature", value=self.celsius)
        await self.say(reading, "device:env_01")
        seen = OccupancyObserved(zone="main", person_count=2, camera="cam")
        await self.say(seen, "device:cam")
        await self.say(HeartbeatReceived(device="hvac_01", zone="main"), "device:hvac_01")

    async def _arrive(self) -> None:
        due = [one for one in self.coming if one[0] <= self.now]
        self.coming = [one for one in self.coming if one[0] > self.now]
        await self.log.append([event for _, event in due])

    async def _fire(self) -> None:
        async for page in self.log.pages(after=self.clock.position):
            self.clock.take(page)
        await self.clock.fire_due()

    async def settle(self) -> None:
        """Until everybody has read everything."""
        while self.read < (head := (await self.log.head()).position):
            async for page in self.log.pages(after=self.read, until=head):
                await self.decisions.take(page)
                for event in page.events:
                    self._answer(event)
            self.read = head

    def _answer(self, event: Recorded) -> None:
        match event.data:
            case ModelPrompted() as prompt:
                later = self.now + timedelta(seconds=self.latency_s)
                data = replied(prompt, self.model(shown(prompt), prompt.step))
                attributes = {"id": answer_id(event.id), "time": later, "causation_id": event.id}
                self.coming.append((later, self.event(data, event.subject, **attributes)))
            case CommandRequested() as wanted:
                later = self.now + timedelta(seconds=1)
                done = CommandSucceeded(
                    request_id=wanted.request_id, device=wanted.device, result="ok"
                )
                self.coming.append((later, self.event(done, event.subject, time=later)))
            case Created() as created:
                self.tasks.append(created)

    async def do(self, number: int) -> None:
        """A person accepts a task and completes it."""
        who: dict[str, Any] = {
            "tags": (Subject("person:5"),),
            "source": "/handlers/task_taps/1",
            "actor": Subject("person:5"),
        }
        await self.say(Accepted(task=number, person=5), f"task:{number}", **who)
        await self.settle()
        done = Completed(task=number, person=5, report_status="resolved")
        await self.say(done, f"task:{number}", **who)
        await self.settle()


def shown(prompt: ModelPrompted) -> str:
    content: str = prompt.request["messages"][0]["content"]
    return content


def replied(prompt: ModelPrompted, calls: Calls) -> ModelReplied:
    return ModelReplied(
        cycle=prompt.cycle,
        step=prompt.step,
        request_digest=prompt.request_digest,
        model=prompt.model,
        tool_calls=tuple(calls),
        prompt_tokens=100,
        reply_tokens=10,
        duration_ms=2_000.0,
    )


class Asking:
    """Puts the questions of a what-if to another model, and remembers them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.questions: list[Question] = []

    async def __call__(self, question: Question) -> ModelReplied:
        self.questions.append(question)
        prompt = question.prompt
        return replied(prompt, self.model(shown(prompt), prompt.step))


async def a_hot_day(model: Model = cooling, **habits: Any) -> Office:
    """Calm, then hot; somebody does what the brain asked for; calm again."""
    office = Office(model, **habits)
    await office.begin()
    await office.live(60)
    office.celsius = 31.0
    await office.live(90)
    for created in list(office.tasks):
        await office.do(created.task)
    office.celsius = 23.0
    await office.live(150)
    return office
