"""What a request says about the office, whatever words it used."""

from dataclasses import dataclass
from typing import Literal

Channel = Literal["temperature", "humidity", "co2"]

Cause = Literal[
    "heat", "cold", "co2", "dry", "humid", "coffee", "whiteboard", "device", "battery",
    "followup", "retry",
]  # fmt: skip
"""What a task is to mend, or which report it follows up."""

Kind = Literal[
    "too_hot",
    "too_cold",
    "stuffy",
    "too_dry",
    "too_humid",
    "coffee_empty",
    "whiteboard_dirty",
    "device_offline",
    "device_online",
    "battery_low",
    "sedentary",
    "tampering",
    "person_entered",
]

Status = Literal["no_issue", "resolved", "needs_followup", "cannot_resolve"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a sensor says. `firm` is false for a bound, as in "over 1000 ppm"."""

    channel: Channel
    value: float
    zone: str | None = None
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that somebody noticed."""

    kind: Kind
    zone: str | None = None
    age_s: float = 0.0
    about: str | None = None
    """The device, where it is one's."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody said of a task that was done, or could not be."""

    status: Status
    title: str | None = None
    zone: str | None = None
    age_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Covered:
    """Something is being done already: an open task, or what was asked for a while ago."""

    causes: frozenset[Cause]
    zone: str | None = None
    title: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something was said aloud lately."""

    zone: str | None = None
    age_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    measured: tuple[Measurement, ...] = ()
    past: tuple[Measurement, ...] = ()
    """What events tell of measurements: it counts where nothing newer is known."""
    happened: tuple[Happening, ...] = ()
    reports: tuple[Report, ...] = ()
    covered: tuple[Covered, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    empty_zones: frozenset[str] = frozenset()
    """Where nobody is."""
    zones: tuple[str, ...] = ()
    """All that were named, in their order."""

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(
            self.measured + other.measured,
            self.past + other.past,
            self.happened + other.happened,
            self.reports + other.reports,
            self.covered + other.covered,
            self.spoken + other.spoken,
            self.empty_zones | other.empty_zones,
            tuple(dict.fromkeys(self.zones + other.zones)),
        )
