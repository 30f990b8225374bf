"""What agents other than the model were let do within the hour: the memory of their limits.

One row for all of them: a device and a room's ears are everybody's, whoever used them last.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.identity import Subject
from handlers.brain.mind import State_
from handlers.brain.outside_rows import OutsideDeed, OutsideDeeds
from handlers.brain.tools import CreateTask, SendDeviceCommand, Speak
from handlers.brain.world import EVERYWHERE, REMEMBERED, deeds
from handlers.gate.situation import Deeds

_KEY = "outside/deeds"


def outside_deeds(state: State_, now: datetime) -> tuple[OutsideDeed, ...]:
    known = state.get(_KEY)
    held = known.outside if isinstance(known, OutsideDeeds) else ()
    return tuple(one for one in held if now - one.time < REMEMBERED)


def remember(state: State_, deed: OutsideDeed) -> None:
    state.put(_KEY, OutsideDeeds((*outside_deeds(state, deed.time), deed)))


def deeds_for(state: State_, actor: Subject, now: datetime) -> Deeds:
    """As the gate counts them for one agent: its own, and what rooms and devices had of anybody."""
    model, others = deeds(state, now), outside_deeds(state, now)
    own = [one for one in others if one.actor == actor]
    return Deeds(
        tasks_created=_times(own, CreateTask.name),
        spoken=_last_spoken(model.spoken, others),
        spoken_at=_times(own, Speak.name),
        commanded=_commanded(model.commanded, others),
    )


def _times(deeds: Sequence[OutsideDeed], tool: str) -> tuple[datetime, ...]:
    return tuple(one.time for one in deeds if one.tool == tool)


def _last_spoken(
    model: Mapping[str, datetime], others: Sequence[OutsideDeed]
) -> dict[str, datetime]:
    last = dict(model)
    for one in others:
        if one.tool == Speak.name:
            zone = one.zone or EVERYWHERE
            last[zone] = max(one.time, last.get(zone, one.time))
    return last


def _commanded(
    model: Mapping[str, tuple[datetime, ...]], others: Sequence[OutsideDeed]
) -> dict[str, tuple[datetime, ...]]:
    times = dict(model)
    for one in others:
        if one.tool == SendDeviceCommand.name and one.device is not None:
            times[one.device] = (*times.get(one.device, ()), one.time)
    return times
