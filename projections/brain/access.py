"""Reading and writing single rows of the brain's context: its zones, notes, reports and deeds."""

from dataclasses import replace
from datetime import timedelta

from projections.brain.rows import (
    Channel,
    ContextRow,
    Deed,
    Deeds,
    Note,
    OpenTasks,
    Place,
    Recent,
    TaskReport,
    Zones,
)
from projections.projection import State
from projections.tasks import Task, task_key

Context = State[ContextRow]

NOTES_LIMIT = 32
REPORTS_LIMIT = 8
DEEDS_LIMIT = 256
REMEMBERED = timedelta(hours=2)
"""How long a deed is kept: twice what any limit looks back."""


def place_of(state: Context, zone: str) -> Place:
    """The zone's row, or that of one that nothing is known of."""
    known = state.get(f"zone/{zone}")
    return known if isinstance(known, Place) else Place(zone, {})


def put_place(state: Context, place: Place) -> None:
    key = f"zone/{place.zone}"
    if state.get(key) is None:
        state.put("zones", Zones(tuple(sorted({*zones_of(state), place.zone}))))
    state.put(key, place)


def zones_of(state: Context) -> tuple[str, ...]:
    """The names of all zones."""
    known = state.get("zones")
    return known.zones if isinstance(known, Zones) else ()


def has_zone(state: Context, zone: str) -> bool:
    return state.get(f"zone/{zone}") is not None


def channel_of(state: Context, zone: str, channel: str) -> Channel | None:
    known = state.get(f"channel/{zone}/{channel}")
    return known if isinstance(known, Channel) else None


def open_tasks(state: Context) -> list[Task]:
    """The tasks that are still to be done, oldest first."""
    known = state.get("open")
    numbers = known.open_tasks if isinstance(known, OpenTasks) else ()
    rows = (state.get(f"task/{task_key(number)}") for number in numbers)
    return [one for one in rows if isinstance(one, Task)]


def recent_of(state: Context) -> Recent:
    known = state.get("recent")
    return known if isinstance(known, Recent) else Recent(())


def noted(state: Context, note: Note) -> None:
    """Something happened; its zone, if it is one that can be named, is where."""
    recent = recent_of(state)
    state.put("recent", replace(recent, notes=(*recent.notes, note)[-NOTES_LIMIT:]))
    if note.zone is not None and note.noteworthy and has_zone(state, note.zone):
        put_place(state, replace(place_of(state, note.zone), happened_at=note.time))


def reported(state: Context, report: TaskReport) -> None:
    """A task that was asked for is done."""
    recent = recent_of(state)
    state.put("recent", replace(recent, reports=(*recent.reports, report)[-REPORTS_LIMIT:]))


def thought_about(state: Context) -> None:
    """A cycle begins: what happened until now is what it is about."""
    recent = recent_of(state)
    notes = tuple(replace(one, thought_about=True) for one in recent.notes)
    reports = tuple(replace(one, thought_about=True) for one in recent.reports)
    state.put("recent", Recent(notes, reports))


def deeds_of(state: Context) -> tuple[Deed, ...]:
    known = state.get("deeds")
    return known.deeds if isinstance(known, Deeds) else ()


def acted(state: Context, deed: Deed) -> None:
    """Something was done; what was done long ago is forgotten."""
    kept = tuple(one for one in deeds_of(state) if deed.time - one.time < REMEMBERED)
    state.put("deeds", Deeds((*kept, deed)[-DEEDS_LIMIT:]))


def with_deed(state: Context, deed: Deed, after: Deed) -> None:
    """What came of a deed."""
    state.put("deeds", Deeds(tuple(after if one == deed else one for one in deeds_of(state))))
