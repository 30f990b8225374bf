"""The dispatch: a task is shown when it suits the people in its zone, and waits until then.

It looks again whenever somebody is seen there, when the quiet hours end, when a newer wish changes
the task, and now and then by a timer. What it decided counts from when it is decided, so its own
events, once recorded, tell it nothing new: a task that it showed is no longer in its queue. What it
shows it says aloud, unless an alert of the safety floor has just said it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from events.brain import SafetyActed
from events.envelope import Draft, Recorded
from events.tasks import Accepted, Cancelled, Created, Dispatched, Expired, Merged, Queued
from events.timers import Fired
from handlers.reactor import Reactor
from handlers.tasks.alerts import alert_of, is_said
from handlers.tasks.announcing import announced
from handlers.tasks.priority import priority
from handlers.tasks.rooms import Room, Waiting, after_seeing
from handlers.tasks.rules import first_verdict, verdict
from handlers.tasks.subjects import task_subject
from handlers.world.presence import SEEN, tells_of_people, zone_of
from projections.calendar import QUIET_BEGINS, QUIET_ENDS
from projections.projection import State
from projections.task_timers import TASK_WAITS, task_timer
from projections.tasks import stepped, task_in, task_key, task_of

_STEPS = frozenset(
    payload.event_type for payload in (Merged, Dispatched, Accepted, Expired, Cancelled)
)


class TaskDispatch(Reactor[Room]):
    """Queued or dispatched, for every task; dispatched at last, for every one that waited."""

    name: ClassVar[str] = "task_dispatch"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = (
        SEEN | _STEPS | {Created.event_type, Fired.event_type, SafetyActed.event_type}
    )
    row: ClassVar[type] = Room

    def step(self, state: State[Room], event: Recorded) -> Sequence[Draft]:
        if event.type in SEEN:
            return _seen(state, event)
        if isinstance(event.data, Fired):
            return _fired(state, event.data, event.time)
        if isinstance(event.data, Created):
            return _arrived(state, event.data, event)
        if isinstance(event.data, SafetyActed):
            return _alerted(state, event.data, event)
        return _stepped(state, event)


def _arrived(state: State[Room], created: Created, event: Recorded) -> list[Draft]:
    """A new task: shown at once, or put in the queue."""
    waiting = Waiting(task_of(created, event.time), event.time)
    room = _room(state, created.zone)
    found = first_verdict(waiting, room, event.recorded_at, is_quiet=_is_quiet(state))
    if found.is_shown:
        shown = _shown(waiting, found.reason)
        if is_said(room.alerts, created.title, event):
            return shown
        return [*shown, *announced(waiting.task)]
    key = task_key(created.task)
    state.put(room.zone, room.with_waiting(key, waiting))
    queued = Queued(task=created.task, reason=found.reason)
    return [Draft(queued, task_subject(created.task))]


def _alerted(state: State[Room], act: SafetyActed, event: Recorded) -> list[Draft]:
    alert = alert_of(act, event)
    if alert is not None:
        room = _room(state, act.zone).with_alert(alert)
        state.put(room.zone, room)
    return []


def _seen(state: State[Room], event: Recorded) -> list[Draft]:
    """People were seen, or not, in a zone: perhaps it suits them now."""
    if not tells_of_people(event):
        return []
    zone = zone_of(event)
    room = after_seeing(state.get(zone), event)
    if room is None:
        return []
    state.put(zone, room)
    return _looked(state, room, room.waiting, event.time) if room.waiting else []


def _fired(state: State[Room], fired: Fired, now: datetime) -> list[Draft]:
    purpose, number = task_timer(fired)
    if purpose in (QUIET_BEGINS, QUIET_ENDS):
        state.put(Room.HUB, replace(_room(state, None), is_quiet=purpose == QUIET_BEGINS))
        return _looked_everywhere(state, now) if purpose == QUIET_ENDS else []
    room = _queue_of(state, number) if purpose == TASK_WAITS and number is not None else None
    return [] if room is None or number is None else _looked(state, room, [task_key(number)], now)


def _stepped(state: State[Room], event: Recorded) -> list[Draft]:
    """Others did something about a task; what is not in the queue is none of our business."""
    number = task_in(event.data)
    key, room = task_key(number), _queue_of(state, number)
    if room is None:
        return []
    waiting = room.waiting[key]
    after = stepped(waiting.task, event)
    if after is None:
        return []
    left = room.with_waiting(key, None)
    state.put(room.zone, left)
    if not after.is_free or after.is_shown:
        return announced(after) if after.is_shown else []
    moved = _room(state, after.zone).with_waiting(key, replace(waiting, task=after))
    state.put(moved.zone, moved)
    aloud = not is_said(moved.alerts, after.title, event)
    return _looked(state, moved, [key], event.recorded_at, aloud=aloud)


def _looked_everywhere(state: State[Room], now: datetime) -> list[Draft]:
    rooms = [state.rows()[zone] for zone in sorted(state)]
    return [draft for room in rooms for draft in _looked(state, room, room.waiting, now)]


def _looked(
    state: State[Room], room: Room, keys: Iterable[str], now: datetime, *, aloud: bool = True
) -> list[Draft]:
    """Show what suits now of these waiting tasks, the most important first."""
    looked = [(key, room.waiting[key]) for key in keys]
    looked.sort(key=lambda one: (-priority(one[1].task, now), one[0]))
    is_quiet, drafts = _is_quiet(state), list[Draft]()
    for key, waiting in looked:
        found = verdict(waiting, room, now, is_quiet=is_quiet)
        if found.is_shown:
            room = room.with_waiting(key, None)
            drafts += _shown(waiting, found.reason)
            drafts += announced(waiting.task) if aloud else []
    state.put(room.zone, room)
    return drafts


def _shown(waiting: Waiting, reason: str) -> list[Draft]:
    number = waiting.task.task
    return [Draft(Dispatched(task=number, reason=reason), task_subject(number))]


def _room(state: State[Room], zone: str | None) -> Room:
    name = Room.HUB if zone is None else zone
    return state.get(name) or Room(name)


def _queue_of(state: State[Room], number: int) -> Room | None:
    """The zone in which a task waits."""
    key = task_key(number)
    return next((room for room in state.rows().values() if key in room.waiting), None)


def _is_quiet(state: State[Room]) -> bool:
    return _room(state, None).is_quiet
