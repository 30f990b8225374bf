"""What the outside world says to what the what-if world decided: models' and devices' answers.

Where the same was asked at the same time, the recorded answer comes where it stands in the log.
Where the same was asked at another time, it comes as long after the question as it did then. What
was never asked of a model is a question; what was never sent to a device is taken to succeed.
"""

import heapq
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from events.brain import Configured, ModelFailed, ModelPrompted, ModelReplied
from events.devices import CommandFailed, CommandRequested, CommandSent, CommandSucceeded
from events.envelope import Recorded
from events.payload import Payload
from handlers.brain.requests import full_request
from handlers.replay.comparison import Comparison
from handlers.replay.questions import Answered, Question, Steps, answer_id
from handlers.replay.recollection import ANSWERS, OF_COMMANDS, Answer, Recollection

SUPPOSED: Mapping[str, Any] = {"what_if": True}
"""The result of a command that was never sent."""

_SOURCE = "/replay/what_if"


class Responses:
    """Decides which recorded answers count, and brings the others about."""

    def __init__(self, known: Recollection, report: Comparison) -> None:
        self._known = known
        self._report = report
        self._configured: dict[str, Configured] = {}
        """By the id of its event."""
        self._prompts: set[UUID] = set()
        """Those whose answer comes where it stands in the log."""
        self._commands: set[str] = set()
        """The same of commands."""
        self._coming: list[tuple[datetime, int, Recorded]] = []
        self._made = 0

    def is_due(self, fact: Recorded) -> bool:
        """Whether a recorded fact is one here: no answer, or one to what was asked here too."""
        if fact.type in ANSWERS:
            fits = fact.causation_id in self._prompts
            self._report.replies_reused += fits
            return fits
        if fact.type not in OF_COMMANDS:
            return True
        assert isinstance(fact.data, CommandSent | CommandSucceeded | CommandFailed)
        request_id = fact.data.request_id
        return request_id in self._commands or request_id not in self._known.commands

    def first_arrival(self, until: datetime) -> datetime | None:
        due = self._coming[0][0] if self._coming else None
        return due if due is not None and due <= until else None

    def arrived(self) -> Recorded:
        return heapq.heappop(self._coming)[2]

    def to(self, event: Recorded) -> Steps[list[Recorded]]:
        """What answers an event at once; what takes its time is on its way from now on."""
        match event.data if event.type in _MATTER else None:
            case Configured() as configured:
                self._configured[str(event.id)] = configured
            case ModelPrompted() as prompt:
                yield from self._to_prompt(event, prompt)
            case CommandRequested() as wanted:
                return self._to_command(event, wanted)
        return []

    def _to_prompt(self, event: Recorded, prompt: ModelPrompted) -> Steps[None]:
        recorded = self._known.prompts.get(event.id)
        digest = prompt.request_digest
        if recorded is not None and (recorded.digest, recorded.time) == (digest, event.time):
            self._prompts.add(event.id)
            return
        known = self._known.answers.get(digest)
        if known is not None:
            assert isinstance(known.event.data, ModelReplied)
            self._report.replies_reused += 1
            self._send(event, known.event.data, known.latency)
            return
        answer = yield self._question(event, prompt)
        self._report.asked += 1
        self._report.unanswered += isinstance(answer, ModelFailed)
        self._send(event, answer, timedelta(milliseconds=answer.duration_ms))

    def _question(self, event: Recorded, prompt: ModelPrompted) -> Question:
        configured = self._configured[prompt.configuration]
        return Question(event, full_request(configured, prompt.request["messages"]))

    def _send(self, event: Recorded, answer: Answered, latency: timedelta) -> None:
        prompt = event.data
        assert isinstance(prompt, ModelPrompted)
        # A recorded answer may be to the same request of another cycle.
        fitted = answer.model_copy(update={"cycle": prompt.cycle, "step": prompt.step})
        self._will_come(_answer(event, answer_id(event.id), fitted, latency))

    def _to_command(self, event: Recorded, wanted: CommandRequested) -> list[Recorded]:
        then = self._known.commands.get(wanted.request_id)
        if then is None or not _is_same(then[0], wanted):
            self._report.supposed_outcomes += 1
            data = CommandSucceeded(
                request_id=wanted.request_id, device=wanted.device, result=dict(SUPPOSED)
            )
            return [_answer(event, uuid5(event.id, "what_if"), data, timedelta())]
        if then[1] == event.time:
            self._commands.add(wanted.request_id)
        elif (known := self._known.outcomes.get(wanted.request_id)) is not None:
            self._will_come(_later(event, known))
        return []

    def _will_come(self, answer: Recorded) -> None:
        self._made += 1
        heapq.heappush(self._coming, (answer.recorded_at, self._made, answer))


def _is_same(one: CommandRequested, other: CommandRequested) -> bool:
    return (one.device, one.tool, one.arguments) == (other.device, other.tool, other.arguments)


def _later(asked: Recorded, known: Answer) -> Recorded:
    """A recorded answer at another time."""
    then = known.event
    return replace(
        then, time=asked.time + known.latency, recorded_at=asked.recorded_at + known.latency
    )


def _answer(asked: Recorded, answer_id: UUID, data: Payload, latency: timedelta) -> Recorded:
    return replace(
        asked,
        id=answer_id,
        type=data.event_type,
        dataversion=data.dataversion,
        source=_SOURCE,
        time=asked.time + latency,
        recorded_at=asked.recorded_at + latency,
        causation_id=asked.id,
        correlation_id=asked.correlation_id or asked.id,
        actor=None,
        data_json=data.to_json(),
    )


_MATTER = frozenset({Configured.event_type, ModelPrompted.event_type, CommandRequested.event_type})
