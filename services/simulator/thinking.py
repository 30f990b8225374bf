"""The simulated brain service: asks a model that answers at once, and says so some seconds later.

The model is the stand-in that `soms up` runs, called as the pure function that it is. What it says
is recorded exactly as the real service records it, so a prompt has one answer whatever crashes.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from events.brain import Configured, ModelPrompted, Options
from events.envelope import Event, Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position, Subject
from handlers.brain.prompts import prompt_in
from handlers.brain.requests import full_request
from handlers.tools import tool_schemas
from services.brain.answers import ACTOR, SOURCE, answer_id, answered
from services.brain.asking import Asked
from services.brain.errors import ModelError
from services.brain.replies import Reply
from services.mock_llm.answering import answer
from services.mock_llm.conversation import ChatRequest, chat_request
from services.simulator.chance import Danger
from services.simulator.network import VirtualClock
from services.simulator.reading import events_after, settled

THINKS_S = (1.0, 7.0)
"""How long the model usually takes."""

CONFIGURATION = UUID("5d3c2f0e-97a1-5c0f-8a51-2f4f6a9d1c07")
"""Of the one event that says what is thought with."""

Model = Callable[[ChatRequest], Reply | ModelError]


def stand_in(request: ChatRequest) -> Reply:
    """The honest answer of the stand-in for a model server."""
    said = answer(request)
    calls = tuple({"name": one.name, "arguments": one.arguments} for one in said.tool_calls)
    return Reply(said.content, calls, done_reason="stop")


class Thinking:
    """One process, and the model that it asks."""

    def __init__(
        self,
        log: MemoryEventLog,
        model: Model,
        thinks_s: tuple[float, float],
        clock: VirtualClock,
        danger: Danger,
        seed: int,
    ) -> None:
        self.danger = danger
        self.position: Position = START
        """Its checkpoint: every prompt up to here has its answer."""
        self._log, self._model, self._clock, self._seed = log, model, clock, seed
        self._thinks_s = thinks_s
        self._reached: Position = START
        self._open: dict[Position, Recorded] = {}

    def step(self) -> None:
        self._say_what_is_configured()
        for event in events_after(self._log, self._reached):
            if event.type == ModelPrompted.event_type:
                self._open[event.position] = event
            self._reached = event.position
        for position, prompted in list(self._open.items()):
            if self._is_thought_through(prompted):
                self._answer(prompted)
                del self._open[position]
        self.position = Position(min(self._open, default=self._reached + 1) - 1)

    def restart(self) -> None:
        self._open.clear()
        self._reached = self.position

    def _say_what_is_configured(self) -> None:
        if settled(self._log.get(CONFIGURATION)) is None:
            self.danger.point()
            said = Event(
                id=CONFIGURATION,
                data=configured(),
                source=SOURCE,
                subject=Subject("brain:office"),
                time=self._now,
                actor=ACTOR,
            )
            settled(self._log.append([said]))

    def _is_thought_through(self, prompted: Recorded) -> bool:
        chance = Random(f"{self._seed}/{prompted.id}")
        return self._now - prompted.recorded_at >= timedelta(
            seconds=chance.uniform(*self._thinks_s)
        )

    def _answer(self, prompted: Recorded) -> None:
        if settled(self._log.get(answer_id(prompted))) is not None:
            return
        asked = prompted.data
        assert isinstance(asked, ModelPrompted)
        settings = settled(self._log.get(UUID(asked.configuration)))
        assert settings is not None
        assert isinstance(settings.data, Configured)
        request = full_request(settings.data, asked.request["messages"])
        said = self._model(chat_request(request["messages"], request["tools"]))
        took_ms = (self._now - prompted.recorded_at) / timedelta(milliseconds=1)
        event = answered(prompted, Asked(said, 1, took_ms), None)._replace(time=self._now)
        self.danger.point()
        settled(self._log.append([event]))
        self.danger.point()

    @property
    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now, UTC)


def configured() -> Configured:
    """The usual configuration, in Japanese."""
    prompt = prompt_in("ja")
    return Configured(
        model="stand-in",
        language="ja",
        prompt_version=prompt.version,
        prompt=prompt.text,
        prompt_digest=prompt.digest,
        tools=tool_schemas(),
        options=Options(num_ctx=8_192, num_predict=1_024, temperature=0.3, seed=7),
        keep_alive="30m",
        context_tokens=2_048,
        utc_offset_s=9 * 3_600,
    )
