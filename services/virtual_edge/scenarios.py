"""What kind of day the office has. A scenario is a value; scenarios are combined with `&`.

Hours are counted from the beginning of the simulation, so that a scenario shows itself in a short
run too.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from services.virtual_edge.people import Workforce


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which something is wrong with a device."""

    device: str
    begin_h: float
    end_h: float

    def holds(self, device: str, hours: float) -> bool:
        return device == self.device and self.begin_h <= hours < self.end_h


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that makes one day differ from another."""

    warmer_c: float = 0.0
    """How much warmer than usual it is outside, on average 16 °C."""
    begins_c: float | None = None
    """What the rooms have at the beginning; as usual if nothing is said."""
    outside_humidity_percent: float = 45.0
    climate_works: bool = True
    fewer_air_changes: float = 1.0
    """Factor on the ventilation of every room."""
    stirs_every_s: float = 150.0
    """On average, between two changes of posture by somebody in the office."""
    chores: bool = False
    """Whether people wish for chores, besides doing what they are asked for."""
    workforce: Workforce | None = None
    on_duty: int = 0
    """Who is at the desks besides, at any hour; nobody is where there is no workforce at all."""
    silent: tuple[Spell, ...] = ()
    """Devices that say nothing."""
    chatty: tuple[Spell, ...] = ()
    """Devices that say everything ten times, and wrongly."""
    tampered: tuple[Spell, ...] = ()
    """Sensors that somebody warms with a hand."""

    def __and__(self, other: "Scenario") -> "Scenario":
        """Both at once."""
        usual = Scenario().outside_humidity_percent
        humidity = self.outside_humidity_percent
        return Scenario(
            self.warmer_c + other.warmer_c,
            other.begins_c if self.begins_c is None else self.begins_c,
            humidity if humidity != usual else other.outside_humidity_percent,
            self.climate_works and other.climate_works,
            self.fewer_air_changes * other.fewer_air_changes,
            max(self.stirs_every_s, other.stirs_every_s),
            self.chores or other.chores,
            self.workforce or other.workforce,
            max(self.on_duty, other.on_duty),
            self.silent + other.silent,
            self.chatty + other.chatty,
            self.tampered + other.tampered,
        )

    @property
    def people(self) -> Workforce:
        return self.workforce or Workforce()

    @property
    def always_there(self) -> int:
        return self.on_duty if self.people.headcount else 0


ALL_DAY_MEETINGS = tuple((hour, hour + 0.9) for hour in range(9, 18))

SCENARIOS: dict[str, Scenario] = {
    "normal": Scenario(),
    "chores": Scenario(chores=True),
    "staffed": Scenario(on_duty=2),
    "heat_wave": Scenario(warmer_c=16.0, begins_c=27.0, climate_works=False, on_duty=2),
    "cold_snap": Scenario(warmer_c=-14.0, begins_c=17.0, climate_works=False, on_duty=2),
    "stuffy_meeting": Scenario(
        fewer_air_changes=0.3, workforce=Workforce(headcount=8, meetings=ALL_DAY_MEETINGS)
    ),
    "sitting_still": Scenario(stirs_every_s=1e9),
    "dead_sensor": Scenario(silent=(Spell("sensor_01", 0.25, 1e9),)),
    "chatty_sensor": Scenario(chatty=(Spell("sensor_01", 0.1, 1e9),)),
    "tampering": Scenario(tampered=tuple(Spell("sensor_01", h + 0.3, h + 0.32) for h in range(24))),
    "dry_air": Scenario(outside_humidity_percent=15.0),
    "humid": Scenario(outside_humidity_percent=92.0),
    "night_empty": Scenario(workforce=Workforce(headcount=0)),
    "busy_weekend": Scenario(workforce=Workforce(works_on_weekends=True)),
}


DRAWN = tuple(sorted(SCENARIOS.keys() - {"chores", "staffed"}))
"""Those that are chosen from by chance. A simulation has chores and people at any rate; and what is
added here changes which day a seed stands for."""


def unknown_in(names: str) -> str | None:
    """The first of several names that no scenario has."""
    return next((name for name in names.split("+") if name not in SCENARIOS), None)


def scenario(names: str) -> Scenario:
    """The scenario of a name, or of several joined with `+`. Raises `KeyError` if unknown."""
    return reduce(and_, (SCENARIOS[name] for name in names.split("+")))
