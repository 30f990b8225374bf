"""From text to facts: our own rendering of the office, and whatever others write."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from services.mock_llm.facts import Facts, Happening, Measurement, Report, Spoken
from services.mock_llm.happenings import happenings
from services.mock_llm.measuring import measurements
from services.mock_llm.places import Place, nearest, places
from services.mock_llm.plain_text import plain, sentences
from services.mock_llm.records import (
    age_of,
    listed_deed,
    listed_task,
    report_of,
    spoken_of_task,
)
from services.mock_llm.sections import Line, sectioned

Placed = TypeVar("Placed", Measurement, Happening, Report)

_NOBODY = re.compile(r"(?:在室|people|persons?|occupancy)[\s:]*0(?![\d.])", re.IGNORECASE)
_WORD = re.compile(r"「[^」]*」|\"[^\"]*\"")
_SAID = re.compile(r"(?:said|発言|「)\s*[「\"][^」\"]*[」\"]")


def facts_of(text: str) -> Facts:
    """Everything that a text says of the office. Any text at all has facts, if only none."""
    facts = Facts()
    for part in _parts(plain(text)):
        facts += part
    return _located(facts)


def _parts(text: str) -> Iterator[Facts]:
    lead: str | None = None
    for line in sectioned(text):
        found = places(line.text)
        if found and line.section == "state":
            lead = found[0].zone
        yield _facts_of_line(line, found, line.zone or lead)


def _facts_of_line(line: Line, found: list[Place], zone: str | None) -> Facts:
    match line.section:
        case "tasks":
            return Facts(covered=(listed_task(line.text),))
        case "deeds":
            deed = listed_deed(line.text)
            return Facts(spoken=(deed,)) if isinstance(deed, Spoken) else Facts(covered=(deed,))
        case "reports":
            report = report_of(line.text, known_to_be=True)
            return Facts(reports=(report,) if report else ())
        case "events":
            return _event(line.text, found)
        case "devices" | "time":
            return Facts()
        case _:
            return _state(line.text, found, zone)


def _event(text: str, found: list[Place]) -> Facts:
    """A line of what happened: what it measured was so then."""
    zone = found[0].zone if found else None
    report = report_of(text, known_to_be=False)
    if report is not None:
        return Facts(reports=(report,))
    told = _SAID.sub("", text)
    past = tuple(Measurement(one.channel, one.value, zone, one.firm) for one in measurements(told))
    happened = tuple(happenings(told, zone, age_of(text)))
    return Facts(past=past, happened=happened, zones=_zones(found))


def _state(text: str, found: list[Place], zone: str | None) -> Facts:
    # In a list's line, what a sensor puts into words is no measurement, whatever numbers it names.
    told = _WORD.sub(_blank, text) if text.startswith("- ") else text
    measured = tuple(
        Measurement(one.channel, one.value, nearest(found, one.at) or zone, one.firm)
        for one in measurements(told)
    )
    facts = Facts(measured=measured, zones=_zones(found) or ((zone,) if zone else ()))
    if _NOBODY.search(text) and (here := nearest(found, 0) or zone):
        facts += Facts(empty_zones=frozenset({here}))
    report = report_of(text, known_to_be=False)
    if report is not None:
        return facts + Facts(reports=(report,))
    for sentence in sentences(text):
        facts += _told(sentence, zone)
    return facts


def _blank(word: re.Match[str]) -> str:
    """As long as the word, so that places stay where they are."""
    return " " * len(word[0])


def _told(sentence: str, zone: str | None) -> Facts:
    task = spoken_of_task(sentence)
    if task is not None:
        return Facts(covered=(task,))
    here = nearest(places(sentence), 0) or zone
    return Facts(happened=tuple(happenings(sentence, here, age_of(sentence))))


def _zones(found: list[Place]) -> tuple[str, ...]:
    return tuple(one.zone for one in found)


def _located(facts: Facts) -> Facts:
    """Where one zone is spoken of at all, what has no place is there."""
    if len(facts.zones) != 1:
        return facts
    here = facts.zones[0]
    return replace(
        facts,
        measured=tuple(_at(one, here) for one in facts.measured),
        past=tuple(_at(one, here) for one in facts.past),
        happened=tuple(_at(one, here) for one in facts.happened),
        reports=tuple(_at(one, here) for one in facts.reports),
    )


def _at(one: Placed, zone: str) -> Placed:
    return replace(one, zone=one.zone or zone)
