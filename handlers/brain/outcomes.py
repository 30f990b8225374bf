"""What came of what the brain asked for: a task exists, a device did it, or did not."""

from dataclasses import dataclass, replace
from typing import Any

import orjson

from events.brain import Language
from events.devices import CommandFailed, CommandSucceeded, CommandTimedOut
from events.envelope import Recorded
from events.tasks import Created, Merged
from handlers.brain.mind import State_
from projections.brain.access import deeds_of, with_deed
from projections.brain.quoting import cleaned
from projections.brain.wording import WORDS

RESULT_LIMIT = 300
"""Characters of a device's answer that the model is told."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a wish for a task, or of a command."""

    of: str
    """The id under which it was awaited."""
    outcome: str
    """As `projections.brain.rows.Deed` names it."""
    detail: str = ""

    foreign: bool = False
    """Whether the detail is in a device's words."""

    @property
    def failed(self) -> bool:
        return self.outcome in ("failed", "timed_out")

    def words(self, language: Language) -> str:
        """For the model."""
        said = WORDS[language].outcomes[self.outcome]
        return f"{said} {self.detail}".strip()


def came_of(state: State_, event: Recorded) -> Outcome | None:
    """The outcome that an event tells, noted with its deed; None if it is of no deed of ours."""
    outcome = _outcome(event)
    if outcome is None:
        return None
    deed = next((one for one in deeds_of(state) if one.wish == outcome.of), None)
    if deed is None:
        return None
    with_deed(state, deed, replace(deed, outcome=outcome.outcome))
    return outcome


def _outcome(event: Recorded) -> Outcome | None:
    match event.data:
        case Created() as made:
            return Outcome(str(event.causation_id), "created", f"#{made.task}")
        case Merged() as merged:
            return Outcome(merged.request, "merged", f"#{merged.task}")
        case CommandSucceeded() as answer:
            return Outcome(answer.request_id, "done", _as_text(answer.result), foreign=True)
        case CommandFailed() as answer:
            return Outcome(answer.request_id, "failed", cleaned(answer.message, RESULT_LIMIT))
        case CommandTimedOut() as silence:
            return Outcome(silence.request_id, "timed_out")
        case _:
            return None


def _as_text(result: Any) -> str:
    return "" if result is None else cleaned(orjson.dumps(result).decode(), RESULT_LIMIT)
