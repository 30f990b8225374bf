"""The building: rooms, the people in them, the weather around them; stepped second by second.

Everything that sensors can observe is here, and nothing that they make of it.
"""

from dataclasses import replace
from random import Random

from services.virtual_edge.people import DESK_ROOM, MEETING_ROOM, Presence
from services.virtual_edge.physics import (
    Air,
    Climate,
    Room,
    after_a_second,
    daylight_lux,
    outside_at,
)
from services.virtual_edge.scenarios import Scenario

LOCAL_TIME_S = 9 * 3600
"""The office stands in Japan: nine hours ahead of UTC."""

MEAN_OUTSIDE_C = 16.0
WEATHER_STEP_S = 60

ROOMS = (
    Room(DESK_ROOM, volume_m3=120.0, air_changes_per_h=1.6, climate_power_w=2_500.0),
    Room(MEETING_ROOM, volume_m3=40.0, air_changes_per_h=4.0, climate_power_w=1_200.0),
)


class Building:
    """The state of the office at `now`, in whole seconds since 1970 (UTC)."""

    def __init__(self, seed: int, start: int, scenario: Scenario) -> None:
        self.start = start
        self.now = start
        self.air = {room.name: _air_at_first(scenario) for room in ROOMS}
        self.climate = {room.name: Climate() for room in ROOMS}
        """What the air conditioners are set to."""
        self.still_since = {room.name: start for room in ROOMS}
        """Since when nobody in a room has changed posture."""
        self._scenario = scenario
        self._rooms = [_as_in(scenario, room) for room in ROOMS]
        self._randomness = Random(f"{seed}/building")
        self._presence = Presence(seed, scenario.people, start + LOCAL_TIME_S)
        self._door_closes = start
        self._feel_the_weather()

    @property
    def hours(self) -> float:
        """Since the beginning."""
        return (self.now - self.start) / 3600

    @property
    def local_hour(self) -> float:
        return (self.now + LOCAL_TIME_S) % 86_400 / 3600

    @property
    def compressor_works(self) -> bool:
        """Whether the air conditioners can heat and cool."""
        return self._scenario.climate_works

    @property
    def door_open(self) -> bool:
        return self.now < self._door_closes

    def people(self, room: str) -> int:
        on_duty = self._scenario.always_there if room == DESK_ROOM else 0
        return self._presence.count(room) + on_duty

    def illuminance_lux(self, room: str) -> float:
        lamps = 450.0 if self.people(room) else 0.0
        return daylight_lux(self.local_hour) * 0.6 + lamps

    def posture_s(self, room: str) -> int:
        """How long the people in a room have kept their posture; 0 if nobody is there."""
        return self.now - self.still_since[room] if self.people(room) else 0

    def step(self) -> None:
        """Let a second pass."""
        self.now += 1
        if self.now % WEATHER_STEP_S == 0:
            self._feel_the_weather()
        self._let_people_move()
        for room in self._rooms:
            self.air[room.name] = after_a_second(
                room,
                self.air[room.name],
                self._outside,
                self.people(room.name),
                self.door_open and room.name == DESK_ROOM,
                self.climate[room.name],
            )

    def _feel_the_weather(self) -> None:
        mean = MEAN_OUTSIDE_C + self._scenario.warmer_c
        humidity = self._scenario.outside_humidity_percent
        self._outside = outside_at(self.local_hour, mean, humidity)

    def _let_people_move(self) -> None:
        if self._presence.until(self.now + LOCAL_TIME_S):
            self._door_closes = self.now + self._randomness.randint(4, 12)
            self.still_since = dict.fromkeys(self.still_since, self.now)
        elif self._randomness.random() < 1 / self._scenario.stirs_every_s:
            self.still_since[self._randomness.choice(ROOMS).name] = self.now


def _air_at_first(scenario: Scenario) -> Air:
    usual = Air()
    return usual if scenario.begins_c is None else replace(usual, temperature_c=scenario.begins_c)


def _as_in(scenario: Scenario, room: Room) -> Room:
    return replace(
        room,
        air_changes_per_h=room.air_changes_per_h * scenario.fewer_air_changes,
        climate_power_w=room.climate_power_w if scenario.climate_works else 0.0,
    )
