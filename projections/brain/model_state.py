"""Whether the model answers: since when it does, or does not, and what it said instead.

A prompt that was abandoned says nothing of the model: nobody asked. Another model is another
matter, so with it nothing is known until it answers or fails.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from events.brain import Configured, Language, ModelFailed, ModelReplied
from events.envelope import Recorded
from projections.projection import Projection, State

KEY = "model"
"""Of the only row."""

ABANDONED = "abandoned"

Status = Literal["ok", "failing", "unknown"]


@dataclass(frozen=True, slots=True)
class ModelState:
    """The model that is configured, and how it answered last."""

    model: str | None = None
    model_digest: str | None = None
    language: Language | None = None
    prompt_version: str | None = None
    status: Status = "unknown"
    since: datetime | None = None
    """When it came to be so."""
    failures: int = 0
    """In a row, up to now."""
    last_error: str | None = None
    """Of the last failure, also if it answers again."""
    last_error_at: datetime | None = None
    last_reply_at: datetime | None = None
    last_duration_ms: float | None = None
    """How long the last answer or failure took."""


class ModelStates(Projection[ModelState]):
    """The model's state, in one row."""

    name: ClassVar[str] = "model_state"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (Configured, ModelReplied, ModelFailed)
    )
    row: ClassVar[type] = ModelState

    def apply(self, state: State[ModelState], event: Recorded) -> None:
        state.put(KEY, _stepped(state.get(KEY) or ModelState(), event))


def _stepped(known: ModelState, event: Recorded) -> ModelState:
    match event.data:
        case Configured() as configured:
            return _configured(known, configured, event.time)
        case ModelReplied() as replied:
            after = _became(known, "ok", event.time)
            return replace(
                after,
                failures=0,
                last_reply_at=event.time,
                last_duration_ms=replied.duration_ms,
            )
        case ModelFailed() as failed if failed.error != ABANDONED:
            after = _became(known, "failing", event.time)
            return replace(
                after,
                failures=known.failures + 1,
                last_error=failed.error,
                last_error_at=event.time,
                last_duration_ms=failed.duration_ms,
            )
        case _:
            return known


def _configured(known: ModelState, configured: Configured, time: datetime) -> ModelState:
    is_another = configured.model != known.model
    before = ModelState(since=time) if is_another else known
    return replace(
        before,
        model=configured.model,
        model_digest=configured.model_digest,
        language=configured.language,
        prompt_version=configured.prompt_version,
    )


def _became(known: ModelState, status: Status, time: datetime) -> ModelState:
    return known if known.status == status else replace(known, status=status, since=time)
