"""From facts to what they call for: at most two tasks and one utterance, and mostly nothing.

What is measured decides about the air, and where nothing is measured, what has happened. What is
being done already, or was asked for a while ago, is not asked for again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from services.mock_llm.facts import (
    Cause,
    Channel,
    Covered,
    Facts,
    Happening,
    Kind,
    Measurement,
    Report,
)
from services.mock_llm.happenings import device_of
from services.mock_llm.places import same_place

TEMPERATURE = (18.0, 26.0)
HUMIDITY = (30.0, 60.0)
CO2_MOST = 1_000.0
"""What is comfortable."""

TASKS_MOST = 2
UTTERANCES_MOST = 1
"""In one cycle."""
SPEECH_APART_S = 300.0
"""Between two utterances in one zone."""
FRESH_S = 600.0
"""Something that somebody did longer ago than this is not answered any more."""
ENTRY_FRESH_S = 120.0
"""Nobody is welcomed later than this."""

Occasion = Literal["tampering", "sedentary", "thanks", "person_entered"]


@dataclass(frozen=True, slots=True)
class Task:
    """People are to be asked for something."""

    need: Cause
    zone: str | None = None
    value: float | None = None
    about: str | None = None
    """A device, or the title of the task that was reported on."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something is to be said."""

    occasion: Occasion
    zone: str | None = None
    about: str | None = None


Decision = Task | Utterance

_FROM_EVENT: dict[Kind, Cause] = {
    "too_hot": "heat",
    "too_cold": "cold",
    "stuffy": "co2",
    "too_dry": "dry",
    "too_humid": "humid",
    "coffee_empty": "coffee",
    "whiteboard_dirty": "whiteboard",
    "device_offline": "device",
    "battery_low": "battery",
}
_MEASURED: dict[Cause, Channel] = {
    "heat": "temperature",
    "cold": "temperature",
    "co2": "co2",
    "dry": "humidity",
    "humid": "humidity",
}
_GRAVITY: tuple[Cause, ...] = (
    "heat", "cold", "co2", "retry", "device", "dry", "humid", "followup", "coffee", "battery",
    "whiteboard",
)  # fmt: skip


def decide(facts: Facts) -> tuple[Decision, ...]:
    """What is called for, the gravest first."""
    needs = _once(task for task in (*_air(facts), *_other(facts)) if not _covered(task, facts))
    tasks = sorted(needs, key=lambda task: _GRAVITY.index(task.need))[:TASKS_MOST]
    said = [one for one in _utterances(facts) if not _said_lately(one, facts)]
    # A greeting is for a quiet moment.
    said = [one for one in said if one.occasion != "person_entered" or not tasks]
    return (*tasks, *said[:UTTERANCES_MOST])


def _once(tasks: Iterable[Task]) -> list[Task]:
    """One task for each need of a zone; the first one that knows how bad it is."""
    kept: dict[tuple[str, str | None, str | None], Task] = {}
    for task in tasks:
        kept.setdefault((task.need, task.zone, task.about), task)
    return list(kept.values())


def _air(facts: Facts) -> Iterator[Task]:
    for one in _present(facts):
        cause = _cause_of(one)
        if cause is not None and not _handled_by_hand(one, facts):
            yield Task(cause, one.zone, one.value)


def _present(facts: Facts) -> list[Measurement]:
    """The last measurement of each channel in each zone, firm ones first; else what events say."""
    known: dict[tuple[str | None, Channel], Measurement] = {}
    for one in (*reversed(facts.past), *_loose_then_firm(facts.measured)):
        known[one.zone, one.channel] = one
    return list(known.values())


def _loose_then_firm(measured: tuple[Measurement, ...]) -> list[Measurement]:
    return sorted(measured, key=lambda one: one.firm)


def _cause_of(one: Measurement) -> Cause | None:
    match one.channel:
        case "temperature":
            least, most = TEMPERATURE
            return "heat" if one.value > most else "cold" if one.value < least else None
        case "humidity":
            least, most = HUMIDITY
            return "humid" if one.value > most else "dry" if one.value < least else None
        case "co2":
            return "co2" if one.value > CO2_MOST else None


def _handled_by_hand(one: Measurement, facts: Facts) -> bool:
    """A sensor that somebody holds in his hand does not measure the room."""
    held = (what for what in facts.happened if what.kind == "tampering")
    return one.channel != "co2" and any(same_place(what.zone, one.zone) for what in held)


def _other(facts: Facts) -> Iterator[Task]:
    for what in facts.happened:
        cause = _FROM_EVENT.get(what.kind)
        if cause is not None and not _outdated(what, cause, facts):
            yield Task(cause, what.zone, None, what.about)
    for report in facts.reports:
        if report.status == "needs_followup":
            yield Task("followup", report.zone, None, report.title)
        elif report.status == "cannot_resolve":
            yield Task("retry", report.zone, None, report.title)


def _outdated(what: Happening, cause: Cause, facts: Facts) -> bool:
    """Whether something newer is known: a measurement, or a device that is back."""
    if cause == "device":
        back = (one for one in facts.happened if one.kind == "device_online")
        return any(
            one.age_s <= what.age_s and one.about == what.about and same_place(one.zone, what.zone)
            for one in back
        )
    channel = _MEASURED.get(cause)
    return channel is not None and any(
        one.channel == channel and same_place(one.zone, what.zone)
        for one in facts.measured + facts.past
    )


def _covered(task: Task, facts: Facts) -> bool:
    return any(
        same_place(known.zone, task.zone) and (known.everything or _meant(task, known))
        for known in facts.covered
    )


def _meant(task: Task, known: Covered) -> bool:
    """Whether a known task is for the same; of devices and of reports, for the same one."""
    if task.need not in known.causes:
        return False
    if task.need in {"followup", "retry"}:
        return task.about is None or task.about in known.title
    other = device_of(known.title)
    return task.about is None or other is None or other == task.about


def _utterances(facts: Facts) -> Iterator[Utterance]:
    occasions: tuple[Literal["tampering", "sedentary"], ...] = ("tampering", "sedentary")
    for kind in occasions:
        for what in facts.happened:
            if what.kind == kind and what.age_s <= FRESH_S:
                yield Utterance(kind, what.zone)
    for report in facts.reports:
        if _is_to_be_thanked(report):
            yield Utterance("thanks", report.zone, report.title)
    for what in facts.happened:
        if what.kind == "person_entered" and _is_there(what, facts):
            yield Utterance("person_entered", what.zone)


def _is_to_be_thanked(report: Report) -> bool:
    return report.status in {"no_issue", "resolved"} and report.age_s <= FRESH_S


def _is_there(what: Happening, facts: Facts) -> bool:
    gone = any(same_place(what.zone, zone) for zone in facts.empty_zones if what.zone)
    return what.age_s <= ENTRY_FRESH_S and not gone


def _said_lately(one: Utterance, facts: Facts) -> bool:
    return any(
        spoken.age_s < SPEECH_APART_S and same_place(spoken.zone, one.zone)
        for spoken in facts.spoken
    )


def without(decisions: Iterable[Decision], tasks_done: int, said: int) -> tuple[Decision, ...]:
    """What a cycle still has room for."""
    tasks = [one for one in decisions if isinstance(one, Task)][: max(TASKS_MOST - tasks_done, 0)]
    rest = [one for one in decisions if isinstance(one, Utterance)]
    return (*tasks, *rest[: max(UTTERANCES_MOST - said, 0)])
