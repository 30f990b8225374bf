"""Acting: everything that follows from one danger, in the order in which it stands in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events import tasks, voice
from events.brain import SafetyActed
from events.devices import CommandRequested
from events.envelope import Draft, Recorded
from events.identity import Subject
from handlers.safety.limits import Rule
from handlers.safety.measures import BOUNTY_MILLI, MEASURES, TASK_TYPES, URGENCY


@dataclass(frozen=True, slots=True)
class Found:
    """A danger as it was found."""

    rule: Rule
    zone: str
    channel: str | None = None
    value: float | None = None
    device: str | None = None
    part: str | None = None
    """What the device that is gone was there for, in words."""
    again: bool = False
    """Whether it was told before, and has not been over since."""


def acted(found: Found, event: Recorded, commands: Sequence[Draft], *, aloud: bool) -> list[Draft]:
    """The act, its commands, its task, and what is said where somebody may hear it."""
    zone = Subject.of("zone", found.zone)
    task = Draft(_task(found), zone)
    speech = [_speech(found, event, zone)] if aloud else []
    wished = [draft.data for draft in (task, *speech, *commands)]
    data = SafetyActed(
        rule=found.rule,
        zone=found.zone,
        channel=found.channel,
        value=found.value,
        device=found.device,
        action=_action(wished),
    )
    return [Draft(data, zone), *commands, task, *speech]


def _task(found: Found) -> tasks.Requested:
    measure = MEASURES[found.rule]
    return tasks.Requested(
        zone=found.zone,
        issue=found.rule,
        title=measure.title,
        description=measure.description.format(
            value=found.value, device=found.device, part=found.part
        ),
        bounty_milli=BOUNTY_MILLI,
        urgency=URGENCY,
        task_types=TASK_TYPES,
    )


def _speech(found: Found, event: Recorded, zone: Subject) -> Draft:
    utterance = f"safety-{found.rule}-{event.id}"
    wanted = voice.Requested(
        utterance=utterance,
        purpose="safety",
        text=MEASURES[found.rule].speech(found.value, again=found.again),
        zone=found.zone,
        tone="alert",
    )
    return Draft(wanted, Subject.of("utterance", utterance), (zone,))


def _action(wished: Sequence[object]) -> dict[str, Any]:
    """What was done, for people to read beside the measurement."""
    action: dict[str, Any] = {}
    for one in wished:
        match one:
            case tasks.Requested():
                action["task"] = one.title
            case voice.Requested():
                action["voice"] = one.text
            case CommandRequested():
                kept = one.model_dump(include={"request_id", "device", "tool", "arguments"})
                action.setdefault("command", []).append(kept)
            case _:
                pass
    return action
