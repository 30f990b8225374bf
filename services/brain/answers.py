"""Events of what came of a prompt. A prompt has one answer, ever: its id follows from the prompt's.

Who records a second one, after a restart or beside another process, meets `EventIdConflict`, or
records nothing new.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from events.brain import ModelFailed, ModelPrompted, ModelReplied
from events.envelope import Event, Recorded
from events.identity import Subject
from services.brain.asking import Asked
from services.brain.errors import ModelError
from services.brain.replies import Reply

SOURCE = "/services/brain"
ACTOR = Subject("service:brain")


def answer_id(prompted: Recorded) -> UUID:
    """The id of the one event that answers a prompt."""
    return uuid5(prompted.id, "model")


def prompt_of(prompted: Recorded) -> ModelPrompted:
    """What a prompt's event says."""
    assert isinstance(prompted.data, ModelPrompted)
    return prompted.data


def answered(prompted: Recorded, asked: Asked, model_digest: str | None) -> Event:
    """`brain.model_replied` or `brain.model_failed`."""
    prompt = prompt_of(prompted)
    if isinstance(asked.outcome, ModelError):
        return _event(prompted, _failed(prompt, asked, asked.outcome))
    return _event(prompted, _replied(prompt, asked, asked.outcome, model_digest))


def _replied(
    prompt: ModelPrompted, asked: Asked, reply: Reply, model_digest: str | None
) -> ModelReplied:
    return ModelReplied(
        cycle=prompt.cycle,
        step=prompt.step,
        request_digest=prompt.request_digest,
        model=reply.model or prompt.model,
        model_digest=model_digest,
        content=reply.content,
        tool_calls=reply.tool_calls,
        done_reason=reply.done_reason,
        prompt_tokens=reply.prompt_tokens,
        reply_tokens=reply.reply_tokens,
        duration_ms=asked.duration_ms,
    )


def _failed(prompt: ModelPrompted, asked: Asked, error: ModelError) -> ModelFailed:
    return ModelFailed(
        cycle=prompt.cycle,
        step=prompt.step,
        request_digest=prompt.request_digest,
        error=str(error),
        attempts=asked.attempts,
        duration_ms=asked.duration_ms,
    )


def _event(prompted: Recorded, data: ModelReplied | ModelFailed) -> Event:
    return Event(
        id=answer_id(prompted),
        data=data,
        source=SOURCE,
        subject=prompted.subject,
        time=datetime.now(UTC),
        causation_id=prompted.id,
        correlation_id=prompted.correlation_id or prompted.id,
        actor=ACTOR,
    )
