"""Fusion: what the sensors of a room say together, as one number per channel.

Each sensor has one vote, its latest reading, so a chatty one counts no more than a quiet one. A
vote fades with age and is gone after `WINDOW`; votes that contradict the others are left out, and
so are those of no sane magnitude: whatever devices say, what comes out is a number or nothing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

WINDOW = timedelta(seconds=600)
"""A sensor that has said nothing for this long is stale and has no vote."""
_WINDOW_S = WINDOW.total_seconds()

TIME_CONSTANT_S: Mapping[str, float] = {
    "temperature": 120.0,
    "humidity": 120.0,
    "co2": 60.0,
    "illuminance": 120.0,
}
"""After this many seconds a vote counts 1/e of a fresh one."""
DEFAULT_TIME_CONSTANT_S = 120.0

STATE_CHANNELS = frozenset(
    {
        "motion",
        "occupancy",
        "presence",
        "door",
        "window",
        "contact",
        "water_leak",
        "smoke",
        "vibration",
    }
)
"""Channels whose readings are states: the latest holds, an average would mean nothing."""

TOLERANCE: Mapping[str, float] = {
    "temperature": 2.0,
    "humidity": 8.0,
    "co2": 150.0,
    "illuminance": 200.0,
    "pressure": 5.0,
}
"""How far sensors of one room may honestly differ from their median, in the channel's unit."""

USUAL: Mapping[str, float] = {
    "temperature": 22.0,
    "humidity": 50.0,
    "co2": 600.0,
    "illuminance": 400.0,
    "pressure": 1013.0,
}
"""Where a room usually is: of two sensors that contradict each other, the nearer is believed."""

LARGEST = 1e12
"""No room has a quantity beyond this magnitude: such a reading is shown, but has no vote."""

PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "temperature": (-60.0, 100.0),
    "humidity": (0.0, 100.0),
    "co2": (0.0, 40_000.0),
}
"""Readings outside are a broken sensor's: shown, and without a vote."""
_POSSIBLE = (-LARGEST, LARGEST)

_MAD_TO_SIGMA = 1.4826
_SIGMAS = 3.5
"""Iglewicz and Hoaglin's limit for the modified z-score."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A sensor's latest reading, `age_s` seconds old."""

    value: float
    age_s: float
    reliability: float = 1.0


def fuse(channel: str, votes: Sequence[Vote]) -> float | None:
    """The weighted mean of the votes that agree; None if there is none fresh enough."""
    return mean(channel, agreeing(channel, votes))


def mean(channel: str, kept: Sequence[Vote]) -> float | None:
    """The mean of votes that were found to agree, weighted by age and reliability."""
    if len(kept) == 1:
        return kept[0].value if kept[0].reliability else None
    weights = _weights(channel, kept)
    total = math.fsum(weights)
    if not total:
        return None
    return math.fsum(w * vote.value for w, vote in zip(weights, kept, strict=True)) / total


def _weights(channel: str, votes: Sequence[Vote]) -> list[float]:
    """reliability × exp(−age / time constant); an age below zero counts as zero."""
    constant_s = TIME_CONSTANT_S.get(channel, DEFAULT_TIME_CONSTANT_S)
    return [one.reliability * math.exp(-max(one.age_s, 0.0) / constant_s) for one in votes]


def agreeing(channel: str, votes: Iterable[Vote]) -> list[Vote]:
    """The fresh and plausible votes, without those that contradict the others."""
    sane = [one for one in votes if one.age_s < _WINDOW_S and is_plausible(channel, one.value)]
    if len(sane) < 2:
        return sane
    lowest, highest = _credible(channel, [one.value for one in sane])
    return [one for one in sane if lowest <= one.value <= highest]


def is_plausible(channel: str, value: float) -> bool:
    """Whether a working sensor can have measured that."""
    lowest, highest = PLAUSIBLE.get(channel, _POSSIBLE)
    return lowest <= value <= highest


def _credible(channel: str, values: Sequence[float]) -> tuple[float, float]:
    """Between what bounds a value agrees with the others, itself included."""
    if len(values) == 2:
        return _nearest_to_usual(channel, values)
    middle = median(values)
    tolerance = _tolerance(channel, middle)
    if max(values) - middle <= tolerance and middle - min(values) <= tolerance:
        return _POSSIBLE
    sigma = _MAD_TO_SIGMA * median(abs(value - middle) for value in values)
    limit = max(tolerance, _SIGMAS * sigma)
    return middle - limit, middle + limit


def _nearest_to_usual(channel: str, values: Sequence[float]) -> tuple[float, float]:
    usual = USUAL.get(channel)
    if usual is None or max(values) - min(values) <= 2 * _tolerance(channel, usual):
        return _POSSIBLE
    distance = min(abs(value - usual) for value in values)
    nearest = [value for value in values if abs(value - usual) == distance]
    return min(nearest), max(nearest)


def _tolerance(channel: str, middle: float) -> float:
    return TOLERANCE.get(channel, max(abs(middle) * 0.25, 1e-9))
