"""What the looking tools answer: more of the context than the prompt had room for."""

from collections.abc import Iterator
from datetime import datetime

from handlers.brain.hints import hint_of
from handlers.brain.tools import GetDeviceStatus, GetZoneStatus, Tool
from projections.brain.access import Context, has_zone, place_of, recent_of
from projections.brain.fitting import Fitted, Line
from projections.brain.gear import device_line
from projections.brain.phrases import alert_line, note_line, zone_line
from projections.brain.rendering import EVENTS_WITHIN, task_lines
from projections.brain.seeing import people_in, soundings, values_in
from projections.brain.wording import Words


def looked(state: Context, tool: Tool, now: datetime, words: Words) -> Fitted:
    """The answer to a call that changes nothing, and whether it quotes others' words."""
    match tool:
        case GetZoneStatus():
            lines = list(_zone(state, tool.zone_id, now, words))
        case GetDeviceStatus():
            found = device_line(state, tool.device_id, now, words, hint_of)
            lines = [Line(words.no_device) if found is None else found]
        case _:
            lines = list(task_lines(state, words))
    text = "\n".join(line.text for line in lines) or words.nothing
    return Fitted(text, any(line.tainted for line in lines))


def _zone(state: Context, zone: str, now: datetime, words: Words) -> Iterator[Line]:
    if not has_zone(state, zone):
        yield Line(words.no_zone)
        return
    place = place_of(state, zone)
    yield from (alert_line(zone, one, words) for one in soundings(state, place, now))
    yield zone_line(zone, values_in(state, place, now), people_in(place, now), words)
    for device in place.devices:
        line = device_line(state, device, now, words, hint_of)
        if line is not None:
            yield line
    for note in recent_of(state).notes:
        if note.zone == zone and now - note.time < EVENTS_WITHIN:
            yield note_line(note, now, words)
