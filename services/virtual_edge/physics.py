"""The air of a room: one pure step from now to a second later.

The constants are those of an ordinary office: a person gives off 100 W and 18 l of CO2 an hour, a
closed room changes its air about once an hour, an open door makes it five times.
"""

from dataclasses import dataclass
from math import pi, sin

OUTSIDE_CO2_PPM = 420.0
PERSON_HEAT_W = 100.0
PERSON_CO2_M3_PER_S = 5e-6
PERSON_HUMIDITY_PERCENT_M3_PER_S = 0.02
DOOR_AIR_CHANGES_PER_H = 4.0
HEAT_CAPACITY_J_PER_K_M3 = 12_000.0
"""Of the air with the furniture and the inner layer of the walls."""
WALL_TIME_S = 6 * 3600.0
"""Time constant with which a room follows the temperature outside."""
COMFORT_C = 22.5
FAN_AIR_CHANGES_PER_H = 1.5
"""What each level of an air conditioner's fan adds."""
MOST_FAN = 3


@dataclass(frozen=True, slots=True)
class Room:
    """A closed space with its own air."""

    name: str
    volume_m3: float
    air_changes_per_h: float
    climate_power_w: float
    """What heating or cooling can do at most."""


@dataclass(frozen=True, slots=True)
class Air:
    """What sensors can measure of a room."""

    temperature_c: float = COMFORT_C
    humidity_percent: float = 45.0
    co2_ppm: float = 480.0


@dataclass(frozen=True, slots=True)
class Climate:
    """What the air conditioner of a room is set to."""

    is_on: bool = True
    goal_c: float = COMFORT_C
    fan: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """The weather."""

    temperature_c: float
    humidity_percent: float
    """As it would be at room temperature."""


def outside_at(hour: float, mean_c: float, humidity_percent: float) -> Outside:
    """The weather at an hour of the day: coldest at 3, warmest at 15."""
    return Outside(mean_c + 6.0 * sin(2 * pi * (hour - 9.0) / 24.0), humidity_percent)


def daylight_lux(hour: float) -> float:
    return max(0.0, 600.0 * sin(pi * (hour - 6.0) / 12.0))


def after_a_second(
    room: Room, air: Air, outside: Outside, people: int, door_open: bool, climate: Climate
) -> Air:
    changes_per_h = room.air_changes_per_h + climate.fan * FAN_AIR_CHANGES_PER_H
    if door_open:
        changes_per_h += DOOR_AIR_CHANGES_PER_H
    exchange = changes_per_h / 3600.0
    return Air(
        air.temperature_c + _heating(room, air, outside, people, climate),
        air.humidity_percent
        + (outside.humidity_percent - air.humidity_percent) * exchange
        + people * PERSON_HUMIDITY_PERCENT_M3_PER_S / room.volume_m3,
        air.co2_ppm
        + (OUTSIDE_CO2_PPM - air.co2_ppm) * exchange
        + people * PERSON_CO2_M3_PER_S / room.volume_m3 * 1e6,
    )


def _heating(room: Room, air: Air, outside: Outside, people: int, climate: Climate) -> float:
    wished = (climate.goal_c - air.temperature_c) * 1_000.0 if climate.is_on else 0.0
    conditioned = max(-room.climate_power_w, min(room.climate_power_w, wished))
    inner = (people * PERSON_HEAT_W + conditioned) / (HEAT_CAPACITY_J_PER_K_M3 * room.volume_m3)
    return inner + (outside.temperature_c - air.temperature_c) / WALL_TIME_S
