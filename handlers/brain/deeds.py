"""What was done within the hour, as the gate counts it for the model and for every other agent.

How much each of them asks of people is counted apart; but a device, and the ears in the rooms, are
everybody's, whoever used them last.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events.identity import Subject
from handlers.brain.mind import State_
from handlers.brain.outside_rows import OutsideDeed, OutsideDeeds
from handlers.gate.situation import Deeds
from handlers.tools import CreateTask, SendDeviceCommand, Speak
from projections.brain.access import deeds_of
from projections.brain.rows import Deed
from projections.hubs import hub_of

REMEMBERED = timedelta(hours=1)
"""What the gate's rate limits look back upon."""

EVERYWHERE = ""
"""The zone of an utterance that is for all."""

Done = Deed | OutsideDeed

_KEY = "outside/deeds"


def outside_deeds(state: State_, now: datetime) -> tuple[OutsideDeed, ...]:
    known = state.get(_KEY)
    held = known.outside if isinstance(known, OutsideDeeds) else ()
    return tuple(one for one in held if now - one.time < REMEMBERED)


def remember(state: State_, deed: OutsideDeed) -> None:
    state.put(_KEY, OutsideDeeds((*outside_deeds(state, deed.time), deed)))


def deeds_for(state: State_, actor: Subject | None, now: datetime) -> Deeds:
    """For one agent, or for the model, which has no actor."""
    model = [one for one in deeds_of(state) if now - one.time < REMEMBERED]
    others = outside_deeds(state, now)
    own = model if actor is None else [one for one in others if one.actor == actor]
    return Deeds(
        tasks_created=tuple(one.time for one in own if _is_a_task(one)),
        spoken=_last_spoken((*model, *others)),
        spoken_at=_times((*model, *others), Speak.name),
        commanded=_commanded((*model, *others)),
        commanded_at=_times(own, SendDeviceCommand.name),
    )


def _is_a_task(deed: Done) -> bool:
    """A person's word is asked for by a task, too."""
    return deed.tool == CreateTask.name or deed.asks_a_person


def _times(deeds: Sequence[Done], tool: str) -> tuple[datetime, ...]:
    return tuple(one.time for one in deeds if one.tool == tool)


def _last_spoken(deeds: Sequence[Done]) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for one in deeds:
        if one.tool == Speak.name:
            zone = one.zone or EVERYWHERE
            last[zone] = max(one.time, last.get(zone, one.time))
    return last


def _commanded(deeds: Sequence[Done]) -> dict[str, tuple[datetime, ...]]:
    times: dict[str, tuple[datetime, ...]] = {}
    for one in deeds:
        if one.tool == SendDeviceCommand.name and one.device is not None:
            connected = hub_of(one.device)
            times[connected] = (*times.get(connected, ()), one.time)
    return times
