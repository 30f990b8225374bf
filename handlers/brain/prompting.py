"""What the model is asked: the world once, at the beginning; then what its calls came to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from events.brain import CycleStarted, ModelPrompted
from events.envelope import Draft, Recorded
from events.identity import Subject
from handlers.brain.effects import about, cycle_subject
from handlers.brain.hints import hint_of
from handlers.brain.mind import Call, Cycle, Setting, State_
from handlers.brain.requests import request_digest
from handlers.tasks.subjects import zone_tags
from projections.brain.access import recent_of
from projections.brain.rendering import Telling, rendered
from projections.brain.timers import BRAIN_BATCH
from projections.brain.wording import WORDS

CAUSES_LIMIT = 16
"""Ids of events that a cycle names as its reasons."""


def begun(state: State_, setting: Setting, event: Recorded) -> Cycle:
    """A cycle on the world as it is when its timer fired."""
    configured = setting.configured
    telling = Telling(
        event.time,
        WORDS[configured.language],
        configured.context_tokens,
        configured.utc_offset_s,
        hint_of,
    )
    seen = rendered(state, telling)
    message = {"role": "user", "content": seen.text}
    digest = request_digest(configured, [message])
    return Cycle(str(event.id), event.time, 1, (message,), seen.tainted, digest)


def started(state: State_, cycle: Cycle, purpose: str) -> Draft:
    """Why it thinks: what was noteworthy since the last time, and where."""
    told = recent_of(state)
    reasons: list[tuple[str, str | None]] = [
        (note.event, note.zone) for note in told.notes if note.noteworthy and note.cycle is None
    ]
    reasons += [(report.event, report.zone) for report in told.reports if report.cycle is None]
    reasons = reasons[-CAUSES_LIMIT:]
    begun = CycleStarted(
        cycle=cycle.cycle,
        trigger="event" if purpose == BRAIN_BATCH else "poll",
        causes=tuple(event for event, _ in reasons),
    )
    tags = [Subject.of("event", event) for event, _ in reasons]
    tags += [tag for _, zone in reasons for tag in zone_tags(zone)]
    return Draft(begun, cycle_subject(cycle.cycle), tuple(dict.fromkeys(tags)))


def prompted(cycle: Cycle, setting: Setting, event: Recorded) -> Draft:
    """The request of the cycle's present step."""
    configured, messages = setting.configured, list(cycle.messages)
    asked = ModelPrompted(
        cycle=cycle.cycle,
        step=cycle.step,
        model=configured.model,
        prompt_version=configured.prompt_version,
        prompt_digest=configured.prompt_digest,
        request_digest=cycle.digest,
        request={"messages": messages},
        configuration=setting.configuration,
        context_position=event.position,
        tainted=cycle.tainted,
    )
    return about(asked, cycle.cycle)


def next_step(cycle: Cycle, setting: Setting) -> Cycle:
    """The cycle with the model's calls and what they came to added to the conversation."""
    added = (_assistant(cycle.said, cycle.calls), *map(_tool, cycle.calls))
    messages = (*cycle.messages, *added)
    digest = request_digest(setting.configured, messages)
    step = cycle.step + 1
    return replace(cycle, step=step, messages=messages, digest=digest, calls=(), said="")


def _assistant(said: str, calls: Sequence[Call]) -> Mapping[str, Any]:
    made = [{"function": {"name": call.tool, "arguments": dict(call.arguments)}} for call in calls]
    return {"role": "assistant", "content": said, "tool_calls": made}


def _tool(call: Call) -> Mapping[str, Any]:
    return {"role": "tool", "tool_name": call.tool, "content": call.result or ""}
