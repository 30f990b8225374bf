"""The floor: acts at the very reading that shows a danger, and when a device that guards is lost.

A zone is judged by the number that all its sensors say together (see `handlers.world.votes`), when
one of them speaks. Nothing here waits: it goes on in quiet hours, without a model and without
people, though an empty zone hears nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import ClassVar, cast

from events.devices import WentOffline
from events.envelope import Draft, Recorded
from events.telemetry import ReadingRecorded
from events.zones import Quantity
from handlers.reactor import Reactor
from handlers.safety.acting import Found, acted
from handlers.safety.episodes import Episodes, is_ongoing, judged
from handlers.safety.equipment import GUARDED, TOLD_BY, note, note_guard
from handlers.safety.limits import DEFAULT_LIMITS, Danger, SafetyLimits
from handlers.safety.losses import part_of
from handlers.safety.measures import MEASURES
from handlers.safety.remedies import remedied
from handlers.safety.shelves import Row, Shelves
from handlers.safety.zones import Air, Watched, has_people, may_be_heard
from handlers.world.alarms import cooled
from handlers.world.presence import SEEN, after_sighting, zone_of
from handlers.world.sensors import heard_with, spoken, value_at
from handlers.world.votes import QUANTITIES, has_a_vote, is_overtaken, measured_at
from projections.presence import MOTION_CHANNELS
from projections.projection import State
from projections.trust import Trust


class SafetyFloor(Reactor[Row]):
    """Acts on extremes of temperature, humidity and CO2, and on devices that are missed."""

    name: ClassVar[str] = "safety_floor"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = (
        SEEN | TOLD_BY | Trust.handles | {ReadingRecorded.event_type, WentOffline.event_type}
    )
    row: ClassVar[type] = cast("type", Row)
    urgent: ClassVar[bool] = True

    def __init__(self, limits: SafetyLimits = DEFAULT_LIMITS) -> None:
        self._cooldown_s = limits.cooldown_s
        self._dangers: dict[str, list[Danger]] = {channel: [] for channel in QUANTITIES}
        for danger in limits.dangers:
            self._dangers[danger.channel].append(danger)
        self._safe = {channel: _between(found) for channel, found in self._dangers.items()}
        """By channel, the limits on both sides."""

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        shelves, data = Shelves(state), event.data
        if isinstance(data, ReadingRecorded):
            return self._read(shelves, data, event)
        if event.type in SEEN:
            _seen(shelves, event)
            return ()
        if event.type in Trust.handles:
            shelves.told(event)
        if event.type in TOLD_BY:
            note(shelves.equipment, event, partial(shelves.admits, event))
        return self._lost(shelves, data, event) if isinstance(data, WentOffline) else ()

    def _read(self, shelves: Shelves, reading: ReadingRecorded, event: Recorded) -> Sequence[Draft]:
        channel = reading.channel
        if channel in QUANTITIES:
            return self._measured(shelves, reading, event)
        if channel in MOTION_CHANNELS:
            _seen(shelves, event)
        elif channel in GUARDED:
            note_guard(shelves.equipment, reading, event, partial(shelves.admits, event))
        return ()

    def _measured(
        self, shelves: Shelves, reading: ReadingRecorded, event: Recorded
    ) -> Sequence[Draft]:
        if not has_a_vote(reading, event):
            return ()
        key, device = f"{reading.zone}/{reading.channel}", event.subject.name
        known = shelves.air.get(key) or Air(reading.zone, cast(Quantity, reading.channel), {})
        last = known.sensors.get(device)
        if is_overtaken(last, event):
            return ()
        sensor = spoken(last, float(reading.value), measured_at(event), None)
        sensors = heard_with(known.sensors, device, sensor)
        air = Air(known.zone, known.channel, sensors, known.episodes)
        if self._is_far_from_danger(air):
            shelves.air.put(key, air)
            return ()
        value = value_at(air.channel, sensors, sensor.time)
        assert value is not None, "the vote of the sensor that spoke is fresh and plausible"
        return self._judged(shelves, key, air, value, event)

    def _is_far_from_danger(self, air: Air) -> bool:
        """Whether it need not be fused: no mean reaches a limit that none of its votes does."""
        if any(episode.ongoing for episode in air.episodes.values()):
            return False
        lowest, highest = self._safe[air.channel]
        return all(lowest < sensor.value < highest for sensor in air.sensors.values())

    def _judged(
        self, shelves: Shelves, key: str, air: Air, value: float, event: Recorded
    ) -> list[Draft]:
        episodes: Episodes = air.episodes
        now = measured_at(event)
        drafts: list[Draft] = []
        for danger in self._dangers[air.channel]:
            again = is_ongoing(episodes, danger.rule)
            episodes, acts = judged(episodes, danger, value, now, self._cooldown_s)
            if acts:
                found = Found(danger.rule, air.zone, air.channel, value, again=again)
                drafts += _acted(shelves, found, event)
        shelves.air.put(key, Air(air.zone, air.channel, air.sensors, episodes))
        return drafts

    def _lost(self, shelves: Shelves, gone: WentOffline, event: Recorded) -> list[Draft]:
        """A device went away; whether people were there is judged by when it was heard last."""
        watched = shelves.zones.get(gone.zone) if gone.zone is not None else None
        heard_at = event.time - timedelta(seconds=gone.silent_s)
        if watched is None or not has_people(watched, heard_at):
            return []
        part = part_of(shelves, gone.device, watched.zone, heard_at)
        if part is None or not cooled(watched.lost_at, event.time, self._cooldown_s):
            return []
        shelves.zones.put(watched.zone, replace(watched, lost_at=event.time))
        found = Found("device_offline", watched.zone, device=gone.device, part=part)
        return acted(found, event, (), aloud=True)


def _between(dangers: Sequence[Danger]) -> tuple[float, float]:
    lowest = max((one.limit for one in dangers if one.bound == "below"), default=-math.inf)
    highest = min((one.limit for one in dangers if one.bound == "above"), default=math.inf)
    return lowest, highest


def _acted(shelves: Shelves, found: Found, event: Recorded) -> list[Draft]:
    commands = remedied(shelves, event, found.zone, MEASURES[found.rule].remedies)
    aloud = may_be_heard(shelves.zones.get(found.zone), measured_at(event))
    return acted(found, event, commands, aloud=aloud)


def _seen(shelves: Shelves, event: Recorded) -> None:
    """Keep what an event says of the people in a zone."""
    zone = zone_of(event)
    known = shelves.zones.get(zone)
    presence = after_sighting(known.presence if known else None, event)
    if presence is not None:
        shelves.zones.put(zone, Watched(zone, presence, known.lost_at if known else None))
