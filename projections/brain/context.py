"""The brain's context: the office as the log tells it, folded for one reader.

A projection like any other, kept in memory by the brain's loop. What it remembers is bounded:
zones, devices, channels per zone, sensors per channel, notes, reports and deeds; a task only while
it is to be done.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, cast

from events.brain import SafetyActed
from events.devices import (
    BatteryLow,
    CameOnline,
    HeartbeatReceived,
    Registered,
    StateReported,
    TrustChanged,
    WentOffline,
)
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from events.zones import (
    PersonEntered,
    PersonExited,
    SedentaryNoticed,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from projections.brain.access import acted, noted, place_of
from projections.brain.context_devices import WORD_LIMIT, state_reported, stood
from projections.brain.context_tasks import task_stepped
from projections.brain.places import put_place, with_channel
from projections.brain.quoting import cleaned, is_plain_name
from projections.brain.rows import (
    Alarm,
    Channel,
    ContextRow,
    Deed,
    LastSaid,
    Note,
)
from projections.projection import Projection, State
from projections.speakers import others_heard
from projections.tasks import TASK_EVENTS
from projections.trust import Trust

Context = State[ContextRow]

LATE = timedelta(seconds=600)
"""What was recorded this long after it happened says nothing about the present."""

SAFETY = "safety_floor"


class BrainContext(Projection[ContextRow]):
    """What the brain knows of the office."""

    name: ClassVar[str] = "brain_context"
    version: ClassVar[int] = 3
    row: ClassVar[type] = cast("type", ContextRow)

    def apply(self, state: Context, event: Recorded) -> None:
        _FOLDS[event.type](state, event, event.data)


def _read(state: Context, event: Recorded, reading: ReadingRecorded) -> None:
    zone, channel, device = reading.zone, reading.channel, event.subject.name
    if event.recorded_at - event.time >= LATE or not (
        is_plain_name(zone) and is_plain_name(channel)
    ):
        return
    key = f"channel/{zone}/{channel}"
    known = state.get(key)
    value = cleaned(reading.value, WORD_LIMIT) if isinstance(reading.value, str) else reading.value
    said = LastSaid(value, event.time)
    if not isinstance(known, Channel):
        put_place(state, with_channel(state, place_of(state, zone), channel))
        state.put(key, Channel(zone, channel, {device: said}))
        return
    last = known.sensors.get(device)
    if last is None or last.time <= event.time:
        sensors = {**others_heard(known.sensors, device, event.time), device: said}
        state.put(key, Channel(zone, channel, sensors))


def _looked(state: Context, event: Recorded, seen: OccupancyObserved | ActivityObserved) -> None:
    if is_plain_name(seen.zone) and event.recorded_at - event.time < LATE:
        put_place(state, replace(place_of(state, seen.zone), observed_at=event.time))


def _counted(state: Context, event: Recorded, seen: PersonEntered | PersonExited) -> None:
    if is_plain_name(seen.zone):
        place = place_of(state, seen.zone)
        put_place(state, replace(place, people=seen.count, observed_at=event.time))


def _crossed(state: Context, event: Recorded, told: ThresholdCrossed) -> None:
    if not is_plain_name(told.zone):
        return
    place = place_of(state, told.zone)
    name = f"{told.channel}/{told.bound}"
    known = place.alarms.get(name)
    since = event.time if known is None else known.since
    alarm = Alarm(told.channel, told.bound, told.threshold, since)
    put_place(state, replace(place, alarms={**place.alarms, name: alarm}))
    side = "high" if told.bound == "above" else "low"
    noted(
        state,
        Note(
            f"{told.channel}_{side}", event.time, str(event.id), True,
            told.zone, told.channel, told.value, told.threshold,
        ),
    )  # fmt: skip


def _cleared(state: Context, _: Recorded, told: ThresholdCleared) -> None:
    place = place_of(state, told.zone)
    name = f"{told.channel}/{told.bound}"
    if name in place.alarms:
        others = {one: alarm for one, alarm in place.alarms.items() if one != name}
        put_place(state, replace(place, alarms=others))


def _spiked(state: Context, event: Recorded, told: TemperatureSpiked) -> None:
    note = Note("temperature_spike", event.time, str(event.id), True, told.zone)
    noted(state, replace(note, channel="temperature", value=told.value, limit=told.previous))


def _tampered(state: Context, event: Recorded, told: TamperingSuspected) -> None:
    note = Note("tampering", event.time, str(event.id), True, told.zone)
    noted(state, replace(note, channel=told.channel, value=told.value, device=told.device))


def _sat(state: Context, event: Recorded, told: SedentaryNoticed) -> None:
    note = Note("sedentary", event.time, str(event.id), True, told.zone)
    noted(state, replace(note, value=told.duration_s / 60))


def _life(state: Context, event: Recorded, told: WentOffline | CameOnline | BatteryLow) -> None:
    if event.type in Trust.handles:
        stood(state, event, told)
    kinds = {"WentOffline": "device_offline", "CameOnline": "device_online"}
    kind = kinds.get(type(told).__name__, "battery_low")
    zone = getattr(told, "zone", None)
    note = Note(kind, event.time, str(event.id), kind == "device_offline", zone)
    noted(state, replace(note, device=told.device))


def _saved(state: Context, event: Recorded, told: SafetyActed) -> None:
    wish = str(event.correlation_id or event.causation_id or event.id)
    zone = told.zone if is_plain_name(told.zone) else None
    deed = Deed(SAFETY, told.rule, event.time, zone, told.device, wish=wish)
    acted(state, deed)


Fold = Callable[[Context, Recorded, Any], None]  # Any: the payload that the fold is for

_FOLDS: Mapping[str, Fold] = {
    ReadingRecorded.event_type: _read,
    OccupancyObserved.event_type: _looked,
    ActivityObserved.event_type: _looked,
    PersonEntered.event_type: _counted,
    PersonExited.event_type: _counted,
    ThresholdCrossed.event_type: _crossed,
    ThresholdCleared.event_type: _cleared,
    TemperatureSpiked.event_type: _spiked,
    TamperingSuspected.event_type: _tampered,
    SedentaryNoticed.event_type: _sat,
    WentOffline.event_type: _life,
    CameOnline.event_type: _life,
    BatteryLow.event_type: _life,
    StateReported.event_type: state_reported,
    Registered.event_type: stood,
    HeartbeatReceived.event_type: stood,
    TrustChanged.event_type: stood,
    SafetyActed.event_type: _saved,
    **dict.fromkeys(TASK_EVENTS, task_stepped),
}

BrainContext.handles = frozenset(_FOLDS)
