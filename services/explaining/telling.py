"""Events told line by line: a sentence, and beneath it what the model saw, or a rule's purpose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from events import brain
from events.envelope import Recorded
from services.explaining.chain import Chain
from services.explaining.rules import purpose_of
from services.explaining.words import in_words
from services.explaining.words.phrases import on_one_line, printable

SUMMARY_LINES = 6
"""Of what the model saw, where it is not asked for in full."""

SUMMARY_WIDTH = 120

Told = Mapping[str, Any]
"""One event as JSON: where it is, and what it says."""


def told(event: Recorded, *, in_full: bool = False) -> Told:
    return {
        "position": event.position,
        "event": str(event.id),
        "time": event.time.isoformat(),
        "type": event.type,
        "subject": event.subject,
        "words": in_words(event),
        "details": list(details(event, in_full=in_full)),
    }


def told_chain(chain: Chain, *, in_full: bool = False) -> dict[str, Any]:
    """Both ways, with what the model's part in it cost."""
    return {
        "causes": [told(one, in_full=in_full) for one in chain.causes],
        "event": told(chain.event, in_full=in_full),
        "effects": [told(one, in_full=in_full) for one in chain.effects],
        "causes_cut": chain.causes_cut,
        "effects_cut": chain.effects_cut,
        "cost": cost_of(chain.events),
    }


def cost_of(events: Sequence[Recorded]) -> dict[str, int]:
    """What the model read and wrote, and how long it took: in whole milliseconds a call, as the
    view of decisions adds them up."""
    answers = [one.data for one in events if one.type in _ANSWERS]
    asked = [one for one in answers if isinstance(one, brain.ModelReplied | brain.ModelFailed)]
    replies = [one for one in asked if isinstance(one, brain.ModelReplied)]
    return {
        "calls": len(asked),
        "prompt_tokens": sum(one.prompt_tokens or 0 for one in replies),
        "reply_tokens": sum(one.reply_tokens or 0 for one in replies),
        "duration_ms": sum(round(one.duration_ms) for one in asked),
    }


_ANSWERS = frozenset({brain.ModelReplied.event_type, brain.ModelFailed.event_type})
_SAYS_MORE = frozenset(
    one.event_type for one in (brain.ModelPrompted, brain.ActionRefused, brain.SafetyActed)
)


def details(event: Recorded, *, in_full: bool = False) -> Iterator[str]:
    """Lines beneath an event's sentence; most have none."""
    if event.type not in _SAYS_MORE:
        return
    match event.data:
        case brain.ModelPrompted() as data:
            yield from _context(data, in_full=in_full)
        case brain.ActionRefused(rule=rule) | brain.SafetyActed(rule=rule):
            purpose = purpose_of(rule)
            if purpose is not None:
                yield f"{rule}: {purpose}"


def _context(data: brain.ModelPrompted, *, in_full: bool) -> Iterator[str]:
    lines = [line for text in texts_of(data) for line in printable(text).splitlines()]
    if in_full:
        yield from lines
        return
    filled = [line for line in lines if line.strip()]
    yield from (on_one_line(line, SUMMARY_WIDTH) for line in filled[:SUMMARY_LINES])
    if len(filled) > SUMMARY_LINES:
        yield f"… and {len(filled) - SUMMARY_LINES} lines more"


def texts_of(data: brain.ModelPrompted) -> list[str]:
    """What the messages say that were shown after the constitution."""
    messages = data.request.get("messages")
    given = messages if isinstance(messages, list) else []
    contents = [one.get("content") for one in given if isinstance(one, Mapping)]
    return [one for one in contents if isinstance(one, str)]
