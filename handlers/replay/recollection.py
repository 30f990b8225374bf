"""What the recorded world came to: which prompts and commands were answered, what was decided.

Read once before a what-if, so that it knows of what is still to come in the log. An answer is found
by the digest of its request; a command by its id and by what was asked. Of decisions, and
of timers that fired, only the ids and times are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from events.brain import ModelFailed, ModelPrompted, ModelReplied
from events.devices import CommandFailed, CommandRequested, CommandSent, CommandSucceeded
from events.envelope import Recorded
from events.timers import Fired

ANSWERS = frozenset({ModelReplied.event_type, ModelFailed.event_type})
OUTCOMES = frozenset({CommandSucceeded.event_type, CommandFailed.event_type})
OF_COMMANDS = OUTCOMES | {CommandSent.event_type}

_READ = OUTCOMES | {
    ModelPrompted.event_type,
    ModelReplied.event_type,
    CommandRequested.event_type,
}
"""Where more than the id matters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt as it was recorded."""

    digest: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a prompt or of a command, and how long after it was asked."""

    event: Recorded
    latency: timedelta


@dataclass(slots=True)
class Recollection:
    """Is told a whole log."""

    prompts: dict[UUID, Asked] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    """The model's first reply to each request, by the request's digest. A failure is about its own
    moment: it answers no other prompt."""
    commands: dict[str, tuple[CommandRequested, datetime]] = field(default_factory=dict)
    """By id: what was asked, and when."""
    outcomes: dict[str, Answer] = field(default_factory=dict)
    """By the command's id; what another device says of it is none."""
    ahead: dict[UUID, datetime] = field(default_factory=dict)
    """Decisions and firings that the what-if has not come to yet, and when they happened."""

    def tell(self, events: Iterable[Recorded]) -> None:
        for event in events:
            if event.type == Fired.event_type or event.source.startswith("/handlers/"):
                self.ahead[event.id] = event.time
            if event.type in _READ:
                self._told(event)

    def _told(self, event: Recorded) -> None:
        match event.data:
            case ModelPrompted() as prompt:
                self.prompts[event.id] = Asked(prompt.request_digest, event.time)
            case ModelReplied() as reply:
                self._replied(event, reply)
            case CommandRequested() as wanted:
                self.commands[wanted.request_id] = (wanted, event.time)
            case CommandSucceeded() | CommandFailed() as outcome:
                self._came_of(event, outcome)

    def _replied(self, event: Recorded, reply: ModelReplied) -> None:
        asked = None if event.causation_id is None else self.prompts.get(event.causation_id)
        if asked is not None and asked.digest == reply.request_digest:
            found = Answer(event, _between(asked.time, event.time))
            self.answers.setdefault(reply.request_digest, found)

    def _came_of(self, event: Recorded, outcome: CommandSucceeded | CommandFailed) -> None:
        wanted, time = self.commands.get(outcome.request_id, (None, event.time))
        if wanted is not None and wanted.device == outcome.device:
            found = Answer(event, _between(time, event.time))
            self.outcomes.setdefault(outcome.request_id, found)


def _between(asked: datetime, answered: datetime) -> timedelta:
    """A device's clock may say that it answered before it was asked."""
    return max(answered - asked, timedelta())
