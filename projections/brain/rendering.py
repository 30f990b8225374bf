"""The brain's context as the text that the model reads: the same bytes for the same position.

A pure function of the rows, the moment and the budget. What matters most comes first and keeps its
room; calm zones are only counted; the clock stands at the very end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from projections.brain.access import (
    Context,
    deeds_of,
    open_tasks,
    place_of,
    recent_of,
    zones_of,
)
from projections.brain.fitting import Fitted, Line, Section, fitted
from projections.brain.gear import Hint, device_lines, named
from projections.brain.phrases import (
    alert_line,
    deed_line,
    note_line,
    report_line,
    task_line,
    zone_line,
)
from projections.brain.rows import OwnTask, Place
from projections.brain.seeing import people_in, soundings, values_in
from projections.brain.wording import Words

ZONES_SHOWN = 24
EVENTS_SHOWN = 12
EVENTS_WITHIN = timedelta(seconds=300)
TASKS_SHOWN = 10
DEEDS_SHOWN = 8
DEEDS_WITHIN = timedelta(minutes=30)

SHARES: Mapping[str, float] = {
    "alerts": 0.25,
    "zones": 0.4,
    "reports": 0.2,
    "tasks": 0.3,
    "actions": 0.25,
    "events": 0.25,
    "devices": 0.25,
}
"""Of the budget, from the most important section to the least."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How the context is told: when, in which words, and at what length."""

    now: datetime
    words: Words
    budget: int
    """Tokens."""
    utc_offset_s: int = 0
    hint: Hint = named
    """How a tool is called."""


def rendered(state: Context, telling: Telling) -> Fitted:
    """The user message of a cycle's first prompt."""
    words = telling.words
    places = ranked(state, telling.now)
    shown = places[:ZONES_SHOWN]
    sections = [
        _section("alerts", f"## {words.state}\n### {words.alerts}", _alerts(state, shown, telling)),
        _zones(state, shown, len(places) - len(shown), telling),
        _section(
            "devices",
            f"### {words.devices}",
            device_lines(state, shown, telling.now, words, telling.hint),
        ),
        _section("events", f"## {words.events}", _events(state, telling)),
        _section("reports", f"## {words.reports}", _reports(state, telling)),
        _section("tasks", f"## {words.tasks}", task_lines(state, words)),
        _section("actions", f"## {words.actions}", _actions(state, telling)),
    ]
    if not sections[0].lines:
        sections[0:2] = [_headed(sections[1], f"## {words.state}\n")]
    told = [
        Section(one.name, one.heading, one.lines, words.more, one.left_out, one.always)
        if not one.more
        else one
        for one in sections
    ]
    return fitted(told, SHARES, telling.budget, f"## {words.time}\n{clock(telling)}")


def _section(name: str, heading: str, lines: Iterator[Line] | list[Line]) -> Section:
    return Section(name, heading, list(lines), "")


def _headed(section: Section, heading: str) -> Section:
    """The section with a heading above its own."""
    return Section(
        section.name,
        heading + section.heading,
        section.lines,
        section.more,
        section.left_out,
        section.always,
    )


def ranked(state: Context, now: datetime) -> list[Place]:
    """All zones: alarming ones first, then where something happened, then where people are."""
    places = [place_of(state, zone) for zone in zones_of(state)]
    return sorted(places, key=lambda one: _rank(one, now))


def _rank(place: Place, now: datetime) -> tuple[bool, bool, bool, str]:
    happened = place.happened_at is not None and now - place.happened_at < EVENTS_WITHIN
    return not place.alarms, not happened, not people_in(place, now), place.zone


def _alerts(state: Context, places: list[Place], telling: Telling) -> Iterator[Line]:
    for place in places:
        for sounding in soundings(state, place, telling.now):
            yield alert_line(place.zone, sounding, telling.words)


def _zones(state: Context, shown: list[Place], others: int, telling: Telling) -> Section:
    words, now = telling.words, telling.now
    lines = [
        zone_line(one.zone, values_in(state, one, now), people_in(one, now), words) for one in shown
    ]
    return Section("zones", f"### {words.zones}", lines, words.other_zones, others, always=True)


def _devices(state: Context, places: list[Place], telling: Telling) -> Iterator[Line]:
    return device_lines(state, places, telling.now, telling.words, telling.hint)


def _events(state: Context, telling: Telling) -> Iterator[Line]:
    recent = [one for one in recent_of(state).notes if telling.now - one.time < EVENTS_WITHIN]
    for note in reversed(recent[-EVENTS_SHOWN:]):
        yield note_line(note, telling.now, telling.words)


def _reports(state: Context, telling: Telling) -> Iterator[Line]:
    for report in reversed(recent_of(state).reports):
        if telling.now - report.time < EVENTS_WITHIN:
            yield report_line(report, telling.now, telling.words)


def task_lines(state: Context, words: Words) -> Iterator[Line]:
    """The tasks that are still to be done, the newest first."""
    for task in reversed(open_tasks(state)[-TASKS_SHOWN:]):
        own = state.get(f"own/{task.task}")
        yield task_line(task, not isinstance(own, OwnTask) or own.tainted, words)


def _actions(state: Context, telling: Telling) -> Iterator[Line]:
    recent = [one for one in deeds_of(state) if telling.now - one.time < DEEDS_WITHIN]
    for deed in reversed(recent[-DEEDS_SHOWN:]):
        yield deed_line(deed, telling.now, telling.words)


def clock(telling: Telling) -> str:
    """The office's time, to the minute."""
    local = telling.now + timedelta(seconds=telling.utc_offset_s)
    return f"{local:%Y-%m-%d %H:%M} ({telling.words.weekdays[local.weekday()]})"
