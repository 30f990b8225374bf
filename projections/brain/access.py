"""Reading and writing single rows of the brain's context: its notes, reports and deeds."""

from dataclasses import replace
from datetime import timedelta

from projections.brain.quoting import is_plain_name
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
"""Of each tool: what one does often does not push out what another did."""
REMEMBERED = timedelta(hours=2)
"""How long a deed is kept: twice what any limit looks back."""


def place_of(state: Context, zone: str) -> Place:
    """The zone's row, or that of one that nothing is known of."""
    known = state.get(f"zone/{zone}")
    return known if isinstance(known, Place) else Place(zone, {})


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
    """Something happened, unless where or to what it did cannot be named to the model."""
    if not all(is_plain_name(one) for one in (note.zone, note.device) if one is not None):
        return
    recent = recent_of(state)
    state.put("recent", replace(recent, notes=(*recent.notes, note)[-NOTES_LIMIT:]))
    if note.zone is not None and note.noteworthy and has_zone(state, note.zone):
        happened = replace(place_of(state, note.zone), happened_at=note.time)
        state.put(f"zone/{note.zone}", happened)


def reported(state: Context, report: TaskReport) -> None:
    """A task that was asked for is done."""
    recent = recent_of(state)
    state.put("recent", replace(recent, reports=(*recent.reports, report)[-REPORTS_LIMIT:]))


def thought_about(state: Context, cycle: str) -> None:
    """A cycle begins: what nobody has thought about yet is what it is about."""
    _thought(state, None, cycle)


def not_thought_about(state: Context, cycle: str) -> None:
    """The cycle came to nothing: what it was about is still to be thought about."""
    _thought(state, cycle, None)


def _thought(state: Context, before: str | None, after: str | None) -> None:
    recent = recent_of(state)
    notes = (replace(one, cycle=after) if one.cycle == before else one for one in recent.notes)
    reports = (replace(one, cycle=after) if one.cycle == before else one for one in recent.reports)
    state.put("recent", Recent(tuple(notes), tuple(reports)))


def deeds_of(state: Context) -> tuple[Deed, ...]:
    known = state.get("deeds")
    return known.deeds if isinstance(known, Deeds) else ()


def acted(state: Context, deed: Deed) -> None:
    """Something was done; what was done long ago is forgotten."""
    kept = [one for one in deeds_of(state) if deed.time - one.time < REMEMBERED]
    alike = [one for one in kept if one.tool == deed.tool]
    if len(alike) >= DEEDS_LIMIT:
        kept.remove(alike[0])
    state.put("deeds", Deeds((*kept, deed)))


def with_deed(state: Context, deed: Deed, after: Deed) -> None:
    """What came of a deed."""
    state.put("deeds", Deeds(tuple(after if one == deed else one for one in deeds_of(state))))
