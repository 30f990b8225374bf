"""What the looking tools answer: more of the context than the prompt had room for."""

from collections.abc import Iterator
from datetime import datetime

from handlers.brain.hints import hint_of
from handlers.tools import GetDeviceStatus, GetZoneStatus, Tool
from projections.brain.access import Context, has_zone, place_of, recent_of
from projections.brain.fitting import Fitted, Line, cut
from projections.brain.gear import device_line
from projections.brain.phrases import alert_line, note_line, zone_line
from projections.brain.rendering import is_recent, is_unthought, task_lines
from projections.brain.rows import Note
from projections.brain.seeing import people_in, soundings, values_in
from projections.brain.wording import Words

LOOK_TOKENS = 512
"""Of one answer, at most: the most important lines, and how many others there are."""


def looked(state: Context, tool: Tool, now: datetime, words: Words) -> Fitted:
    """The answer to a call that changes nothing, and whether it quotes others' words."""
    match tool:
        case GetZoneStatus():
            lines = list(_zone(state, tool.zone_id, now, words))
        case GetDeviceStatus():
            found = device_line(state, tool.device_id, now, words, hint_of)
            lines = [Line(words.no_device) if found is None else found]
        case _:
            lines = task_lines(state, words)
    return cut(lines or [Line(words.nothing)], words.more, LOOK_TOKENS)


def _zone(state: Context, zone: str, now: datetime, words: Words) -> Iterator[Line]:
    """Its alarms, its measurements, what was noteworthy, its devices, and what else happened."""
    if not has_zone(state, zone):
        yield Line(words.no_zone)
        return
    place = place_of(state, zone)
    happened = _notes(state, zone, now)
    yield from (alert_line(zone, one, words) for one in soundings(state, place, now))
    yield zone_line(zone, values_in(state, place, now), people_in(place, now), words)
    yield from (note_line(one, now, words) for one in happened if one.noteworthy)
    for device in place.devices:
        line = device_line(state, device, now, words, hint_of)
        if line is not None:
            yield line
    yield from (note_line(one, now, words) for one in happened if not one.noteworthy)


def _notes(state: Context, zone: str, now: datetime) -> list[Note]:
    """The newest first."""
    notes = [one for one in reversed(recent_of(state).notes) if one.zone == zone]
    return [one for one in notes if is_unthought(one) or is_recent(one, now)]
