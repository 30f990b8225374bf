"""The brain's context as the text that the model reads: the same bytes for the same position.

A pure function of the rows, the moment and the budget. What matters most comes first and keeps its
room; calm zones are only counted; the clock stands at the very end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from projections.brain.access import (
    Context,
    deeds_of,
    open_tasks,
    place_of,
    recent_of,
    zones_of,
)
from projections.brain.fitting import Fitted, Line, Listed, Section, fitted, listed
from projections.brain.gear import Hint, device_lines, named
from projections.brain.phrases import (
    alert_line,
    deed_line,
    note_line,
    report_line,
    task_line,
    zone_line,
)
from projections.brain.rows import Note, OwnTask, Place, TaskReport
from projections.brain.seeing import people_in, sounding_alarms, soundings, values_in
from projections.brain.wording import Words
from projections.zones import Value

ALERTS_SHOWN = 32
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

Values = Mapping[str, Mapping[str, Value]]
"""What the channels of some zones amount to, by zone."""


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
    words, now = telling.words, telling.now
    places = ranked(state, now)
    shown = places[:ZONES_SHOWN]
    values = {one.zone: values_in(state, one, now) for one in shown}
    alerts = _alerts(state, places, values, telling)
    devices = device_lines(state, shown, now, words, telling.hint)
    office = f"## {words.state}\n"
    sections = [
        _section("alerts", f"{office}### {words.alerts}", alerts, words),
        _zones("" if alerts.lines else office, places, values, telling),
        _section("devices", f"### {words.devices}", devices, words),
        _section("events", f"## {words.events}", _events(state, telling), words),
        _section("reports", f"## {words.reports}", _reports(state, telling), words),
        _section(
            "tasks", f"## {words.tasks}", listed(task_lines(state, words), TASKS_SHOWN), words
        ),
        _section("actions", f"## {words.actions}", _actions(state, telling), words),
    ]
    return fitted(sections, SHARES, telling.budget, f"## {words.time}\n{clock(telling)}")


def _section(name: str, heading: str, told: Listed, words: Words) -> Section:
    return Section(name, heading, told.lines, words.more, told.left_out)


def ranked(state: Context, now: datetime) -> list[Place]:
    """All zones: alarming ones first, then where something happened, then where people are."""
    places = [place_of(state, zone) for zone in zones_of(state)]
    return sorted(places, key=lambda one: _rank(state, one, now))


def _rank(state: Context, place: Place, now: datetime) -> tuple[bool, bool, bool, str]:
    """An alarm whose sensors fell silent is none, however long it stands."""
    alarming = bool(sounding_alarms(state, place, now))
    happened = place.happened_at is not None and now - place.happened_at < EVENTS_WITHIN
    return not alarming, not happened, not people_in(place, now), place.zone


def _alerts(state: Context, places: list[Place], values: Values, telling: Telling) -> Listed:
    now, alarming = telling.now, [one for one in places if one.alarms]
    every = (
        (one, sounding)
        for one in alarming
        for sounding in soundings(state, one, now, values.get(one.zone))
    )
    lines = [
        alert_line(place.zone, sounding, telling.words)
        for place, sounding in islice(every, ALERTS_SHOWN)
    ]
    count = sum(len(sounding_alarms(state, one, now)) for one in alarming)
    return Listed(lines, count - len(lines))


def _zones(above: str, places: list[Place], values: Values, telling: Telling) -> Section:
    words, now = telling.words, telling.now
    lines = [
        zone_line(one.zone, values[one.zone], people_in(one, now), words)
        for one in places[:ZONES_SHOWN]
    ]
    heading, others = f"{above}### {words.zones}", len(places) - len(lines)
    return Section("zones", heading, lines, words.other_zones, others, always=True)


def _events(state: Context, telling: Telling) -> Listed:
    """What nobody has thought about yet first, however long ago it was."""
    recent = recent_of(state).notes
    new = [one for one in recent if is_unthought(one)]
    old = [one for one in recent if not is_unthought(one) and is_recent(one, telling.now)]
    notes = (*new[::-1], *old[::-1])
    return listed([note_line(one, telling.now, telling.words) for one in notes], EVENTS_SHOWN)


def is_unthought(note: Note) -> bool:
    return note.noteworthy and note.cycle is None


def is_recent(note: Note | TaskReport, now: datetime) -> bool:
    return now - note.time < EVENTS_WITHIN


def _reports(state: Context, telling: Telling) -> Listed:
    now, reports = telling.now, reversed(recent_of(state).reports)
    told = [one for one in reports if one.cycle is None or is_recent(one, now)]
    return Listed([report_line(one, now, telling.words) for one in told])


def task_lines(state: Context, words: Words) -> list[Line]:
    """The tasks that are still to be done, the newest first."""
    owned = [(task, state.get(f"own/{task.task}")) for task in reversed(open_tasks(state))]
    return [
        task_line(task, not isinstance(own, OwnTask) or own.tainted, words) for task, own in owned
    ]


def _actions(state: Context, telling: Telling) -> Listed:
    now = telling.now
    recent = [one for one in reversed(deeds_of(state)) if now - one.time < DEEDS_WITHIN]
    lines = [deed_line(one, now, telling.words) for one in recent[:DEEDS_SHOWN]]
    return Listed(lines, len(recent) - len(lines))


def clock(telling: Telling) -> str:
    """The office's time, to the minute."""
    local = telling.now + timedelta(seconds=telling.utc_offset_s)
    return f"{local:%Y-%m-%d %H:%M} ({telling.words.weekdays[local.weekday()]})"
