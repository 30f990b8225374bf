"""What came of what the brain asked for: a task exists, a device did it, or did not."""

from dataclasses import dataclass, replace
from typing import Any

import orjson

from events.brain import ActionApproved, ActionRefused, Language
from events.devices import CommandFailed, CommandSucceeded, CommandTimedOut
from events.envelope import Recorded
from events.tasks import Created, Merged
from handlers.brain.awaiting import word_given
from handlers.brain.mind import State_
from handlers.device_commands import retry_id
from projections.brain.access import deeds_of, with_deed
from projections.brain.approvals import action_key
from projections.brain.quoting import cleaned
from projections.brain.rows import Deed
from projections.brain.wording import WORDS
from projections.commands import is_answer_of
from projections.hubs import hub_of

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

    goes_on_as: str | None = None
    """The id under which it is awaited from now on."""
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
    """The outcome that an event tells, noted with its deed; None if it is of no deed of ours.

    An answer is one of the device that was asked, which for a leaf is its hub. A command that is
    tried once more is still awaited, under the id of that attempt.
    """
    outcome = _outcome(event)
    if outcome is None:
        return None
    deed = next((one for one in deeds_of(state) if one.wish == outcome.of), None)
    if deed is None or not _is_settled_by(deed, event):
        return None
    next_attempt = _next_attempt(event, deed)
    if next_attempt is not None:
        outcome = replace(outcome, outcome="asked", goes_on_as=next_attempt)
    after = replace(
        deed,
        outcome=outcome.outcome,
        wish=outcome.goes_on_as or deed.wish,
        again=deed.again and outcome.goes_on_as is None,
    )
    with_deed(state, deed, after)
    return outcome


def time_is_up(state: State_, event: Recorded, request_id: str) -> None:
    """The timer of a command fired: if it is given up for that, it is tried once more."""
    deed = next((one for one in deeds_of(state) if one.wish == request_id and one.again), None)
    if deed is not None:
        with_deed(state, deed, replace(deed, time_up=str(event.id)))


def answered(state: State_, verdict: ActionApproved | ActionRefused) -> None:
    """A person gave their word on what was asked of them, or nobody did."""
    key = action_key(verdict)
    word_given(state, key)
    deed = next((one for one in deeds_of(state) if one.wish == key), None)
    if deed is not None:
        outcome = "approved" if isinstance(verdict, ActionApproved) else "refused"
        with_deed(state, deed, replace(deed, outcome=outcome))


def _is_settled_by(deed: Deed, event: Recorded) -> bool:
    """A command by the first outcome that it has; a wish for a task by whatever becomes of it."""
    said = event.data
    if not isinstance(said, CommandSucceeded | CommandFailed | CommandTimedOut):
        return True
    if deed.device is None or deed.outcome != "asked":
        return False
    return isinstance(said, CommandTimedOut) or is_answer_of(hub_of(deed.device), event)


def _next_attempt(event: Recorded, deed: Deed) -> str | None:
    """Whoever gave the command up when its time was up asks for it once more, in the same breath.

    One that was given up to make room for others is not tried again.
    """
    cause = event.causation_id
    if not isinstance(event.data, CommandTimedOut) or cause is None or deed.wish is None:
        return None
    is_up = deed.again and deed.time_up == str(cause)
    return retry_id(cause, deed.wish, attempt=2) if is_up else None


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
