"""An office in memory: the real loop, intake and approvals, fed with what a scenario says.

The brain's context is rendered from these events, the model under test asked, and the real gate
judges what it calls. Devices do what they are told a second later, or answer with an error.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from events.brain import Configured, CycleFinished, ModelFailed, ModelPrompted, ModelReplied
from events.devices import CommandFailed, CommandRequested, CommandSucceeded
from events.envelope import Event, as_recorded, caused_events
from events.identity import Position, Subject
from events.payload import Payload
from events.tasks import Accepted, Completed, Created
from events.timers import Fired
from handlers.brain.approvals import Approvals
from handlers.brain.cycle import Brain
from handlers.brain.requests import full_request
from handlers.reactor import Reactor
from handlers.tasks.intake import TaskIntake
from projections.brain.timers import BRAIN_BATCH
from projections.projection import State
from services.brain.asking import Asked
from services.brain.errors import ModelError
from services.brain.replies import Reply
from services.evaluation.course import Course
from services.evaluation.happenings import AnyHappening, Did, Reported
from services.evaluation.model import Model, Request
from services.evaluation.moments import NOW

SOURCE = "/evaluation"
PERSON = 5
ANSWER_S = 1.0
"""In which a model answers and a device does what it is told, as far as the loop can tell."""


class Office:
    """One office, for one run."""

    def __init__(self, configured: Configured, silent: Sequence[str] = ()) -> None:
        self._configured = configured
        self._silent = frozenset(silent)
        self._reactors: list[tuple[Reactor[Any], State[Any]]] = [
            (one, State()) for one in (Brain(), TaskIntake(), Approvals())
        ]
        self._position = 0
        self._now = NOW
        self._tasks: dict[str, int] = {}
        """By title, the number of the newest."""
        self._asks: ModelPrompted | None = None
        self.course = Course()
        self.is_thinking = False
        self._tell(Subject("brain:office"), configured)

    async def live(self, happenings: Sequence[AnyHappening]) -> None:
        """All that happened, the earliest first."""
        for one in sorted(happenings, key=lambda one: -one.ago_s):
            self._now = NOW - timedelta(seconds=one.ago_s)
            match one:
                case Did():
                    await self._did(one)
                case Reported():
                    self._report(one)
                case _:
                    for told in one.events():
                        self._tell(told.subject, told.data)
        self._now, self.course = NOW, Course()

    async def think(self, model: Model) -> Course:
        """A whole cycle, now."""
        self.is_thinking = True
        timer = f"{BRAIN_BATCH}:next"
        self._tell(Subject.of("timer", timer), Fired(timer=timer, due=self._now))
        while self._asks is not None:
            prompt, self._asks = self._asks, None
            await self._ask(model, prompt)
        self.is_thinking = False
        return self.course

    async def _ask(self, model: Model, prompt: ModelPrompted) -> None:
        messages = prompt.request["messages"]
        asked = await model(full_request(self._configured, messages))
        self.course.asked.append(asked)
        self.course.prompts.append(messages[0]["content"])
        self._now += timedelta(seconds=ANSWER_S)
        self._tell(Subject.of("cycle", prompt.cycle), _answer(prompt, asked))

    async def _did(self, one: Did) -> None:
        answers = iter([Reply(tool_calls=one.calls)])

        async def scripted(_: Request) -> Asked:
            return Asked(next(answers, Reply("以上です。")), 1, 0.0)

        await self.think(scripted)

    def _report(self, one: Reported) -> None:
        number = self._tasks[one.title]
        subject = Subject.of("task", number)
        self._tell(subject, Accepted(task=number, person=PERSON))
        done = Completed(
            task=number, person=PERSON, report_status=one.status, completion_note=one.note
        )
        self._tell(subject, done)

    def _tell(self, subject: Subject, data: Payload) -> None:
        """Something happens, and all that follows from it."""
        made = Event(
            id=uuid5(NAMESPACE_OID, f"evaluation/{self._position}"),
            data=data,
            source=SOURCE,
            subject=subject,
            time=self._now,
        )
        waiting = deque([made])
        while waiting:
            waiting.extend(self._happen(waiting.popleft()))

    def _happen(self, event: Event) -> list[Event]:
        self._position += 1
        recorded = as_recorded(event, Position(self._position), self._now)
        self.course.note(event.data)
        made: list[Event] = []
        for reactor, state in self._reactors:
            if event.type in reactor.handles:
                drafts = reactor.step(state, recorded)
                state.keep()
                made += caused_events(recorded, reactor.name, drafts, version=reactor.version)
        return made + self._answers(event)

    def _answers(self, event: Event) -> list[Event]:
        """What the world does about it."""
        match event.data:
            case ModelPrompted() as prompt:
                self._asks = prompt
            case CycleFinished() as end:
                self.course.outcome = end.outcome
            case Created() as created:
                self._tasks[created.title] = created.task
            case CommandRequested() as wanted:
                return [self._obeyed(event, wanted)]
        return []

    def _obeyed(self, event: Event, wanted: CommandRequested) -> Event:
        request_id, device = wanted.request_id, wanted.device
        answer: Payload = CommandSucceeded(request_id=request_id, device=device, result="ok")
        if device in self._silent:
            answer = CommandFailed(request_id=request_id, device=device, message="busy")
        subject = Subject.of("device", device)
        return Event(uuid5(event.id, "answer"), answer, SOURCE, subject, self._now)


def _answer(prompt: ModelPrompted, asked: Asked) -> ModelReplied | ModelFailed:
    common: Mapping[str, Any] = {
        "cycle": prompt.cycle,
        "step": prompt.step,
        "request_digest": prompt.request_digest,
        "duration_ms": asked.duration_ms,
    }
    said = asked.outcome
    if isinstance(said, ModelError):
        return ModelFailed(**common, error=str(said), attempts=max(asked.attempts, 1))
    return ModelReplied(
        **common, model=prompt.model, content=said.content, tool_calls=said.tool_calls
    )
