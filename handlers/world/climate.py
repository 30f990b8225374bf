"""Climate: a zone's fused temperature, humidity and CO2, and what is remarkable about them.

One row per zone and channel. Every sensor has one vote (see `projections.fusion`), all leaves of
a hub together one (`projections.hubs`); late readings and readings older than the sensor's last are
let pass. A zone is judged when one of its sensors speaks, at the time of that reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, cast

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.telemetry import ReadingRecorded
from events.zones import Quantity, TamperingSuspected, TemperatureSpiked
from handlers.reactor import Reactor
from handlers.world.alarms import Alarm, Alarms, Told, cooled, judged
from handlers.world.sensors import Heard, Sensor, elapsed_s, heard_with, spoken, value_at
from handlers.world.thresholds import DEFAULT, Leap, Limit, Thresholds
from handlers.world.votes import has_a_vote, is_overtaken, measured_at
from projections.fusion import WINDOW
from projections.projection import State

ZonePayload = Told | TemperatureSpiked | TamperingSuspected


@dataclass(frozen=True, slots=True)
class Climate:
    """What is known of one channel of one zone."""

    zone: str
    channel: Quantity
    sensors: Mapping[str, Sensor] = field(default_factory=dict)
    fused: Heard | None = None
    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    spiked_at: datetime | None = None
    tampered_at: datetime | None = None


class ClimateReactor(Reactor[Climate]):
    """Thresholds, spikes and suspicion of tampering."""

    name: ClassVar[str] = "climate"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = Climate

    def __init__(self, thresholds: Thresholds = DEFAULT) -> None:
        self._thresholds = thresholds
        self._limits: dict[str, list[Limit]] = {}
        for limit in thresholds.limits:
            self._limits.setdefault(limit.channel, []).append(limit)
        self._leaps = {leap.channel: leap for leap in thresholds.leaps}

    def step(self, state: State[Climate], event: Recorded) -> Sequence[Draft]:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        if not has_a_vote(reading, event):
            return ()
        key = f"{reading.zone}/{reading.channel}"
        known = state.get(key) or Climate(reading.zone, cast(Quantity, reading.channel))
        device = event.subject.name
        last = known.sensors.get(device)
        if is_overtaken(last, event):
            return ()
        leap = self._leaps.get(known.channel)
        sensor = spoken(last, float(reading.value), measured_at(event), leap)
        suspected = self._suspected(state, known, device, sensor)
        climate, drafts = self._judged(known, device, sensor, suspected)
        state.put(key, climate)
        return [Draft(data, Subject.of("zone", reading.zone)) for data in drafts]

    def _suspected(
        self, state: State[Climate], known: Climate, device: str, sensor: Sensor
    ) -> TamperingSuspected | None:
        leap = self._leaps.get(known.channel)
        before = _leapt(sensor, leap) if leap else None
        if leap is None or before is None:
            return None
        if not cooled(self._tampered_at(state, known.zone), sensor.time, leap.cooldown_s):
            return None
        return TamperingSuspected(
            zone=known.zone,
            device=device,
            channel="temperature" if known.channel == "temperature" else "humidity",
            value=sensor.value,
            previous=before.value,
            elapsed_s=elapsed_s(before.time, sensor.time),
        )

    def _tampered_at(self, state: State[Climate], zone: str) -> datetime | None:
        """When tampering was last suspected in a zone: a breath on a sensor moves all channels."""
        rows = [state.get(f"{zone}/{channel}") for channel in self._leaps]
        return max((row.tampered_at for row in rows if row and row.tampered_at), default=None)

    def _judged(
        self,
        known: Climate,
        device: str,
        sensor: Sensor,
        suspected: TamperingSuspected | None,
    ) -> tuple[Climate, list[ZonePayload]]:
        now = sensor.time
        sensors = heard_with(known.sensors, device, sensor)
        value = value_at(known.channel, sensors, now)
        assert value is not None, "the vote of the sensor that spoke is fresh and plausible"
        spiked = self._spiked(known, value, now)
        alarms, told = self._alarmed(known, value, now)
        climate = Climate(
            known.zone,
            known.channel,
            sensors,
            Heard(value, now),
            alarms,
            now if spiked else known.spiked_at,
            now if suspected else known.tampered_at,
        )
        return climate, [one for one in (suspected, spiked, *told) if one is not None]

    def _spiked(self, known: Climate, value: float, now: datetime) -> TemperatureSpiked | None:
        before = known.fused
        if known.channel != "temperature" or before is None or now - before.time >= WINDOW:
            return None
        if abs(value - before.value) <= self._thresholds.spike:
            return None
        if not cooled(known.spiked_at, now, self._thresholds.spike_cooldown_s):
            return None
        return TemperatureSpiked(zone=known.zone, value=value, previous=before.value)

    def _alarmed(self, known: Climate, value: float, now: datetime) -> tuple[Alarms, list[Told]]:
        alarms: Alarms = known.alarms
        found: list[Told] = []
        for limit in self._limits.get(known.channel, ()):
            alarms, told = judged(alarms, limit, known.zone, value, now)
            if told is not None:
                found.append(told)
        return alarms, found


def _leapt(sensor: Sensor, leap: Leap) -> Heard | None:
    """The earlier reading that lies farthest off, if that is farther than a room can change."""
    farthest = max(sensor.recent, key=lambda one: abs(sensor.value - one.value), default=None)
    if farthest is None or abs(sensor.value - farthest.value) < leap.at_least:
        return None
    return farthest
