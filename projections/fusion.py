"""Fusion: what the sensors of a room say together, as one number per channel.

Each sensor has one vote, its latest reading, so a chatty one counts no more than a quiet one. A
vote fades with age and is gone after `WINDOW`; votes that contradict the others are left out, and
so are those of no sane magnitude: whatever devices say, what comes out is a number or nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

WINDOW = timedelta(seconds=600)
"""A sensor that has said nothing for this long is stale and has no vote."""

TIME_CONSTANT_S: Mapping[str, float] = {
    "temperature": 120.0,
    "humidity": 120.0,
    "co2": 60.0,
    "illuminance": 120.0,
}
"""After this many seconds a vote counts 1/e of a fresh one."""
DEFAULT_TIME_CONSTANT_S = 120.0

STATE_CHANNELS = frozenset(
    {"motion", "door", "contact", "occupancy", "window", "water_leak", "smoke", "vibration"}
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

_MAD_TO_SIGMA = 1.4826
_SIGMAS = 3.5
"""Iglewicz and Hoaglin's limit for the modified z-score."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A sensor's latest reading, `age_s` seconds old."""

    value: float
    age_s: float
    reliability: float = 1.0


def weight(channel: str, vote: Vote) -> float:
    """reliability × exp(−age / time constant); an age below zero counts as zero."""
    constant_s = TIME_CONSTANT_S.get(channel, DEFAULT_TIME_CONSTANT_S)
    return vote.reliability * math.exp(-max(vote.age_s, 0.0) / constant_s)


def fuse(channel: str, votes: Sequence[Vote]) -> float | None:
    """The weighted mean of the votes that agree; None if there is none fresh enough."""
    fresh = [vote for vote in votes if vote.age_s < WINDOW.total_seconds()]
    kept = [vote for vote in fresh if agrees(channel, vote, fresh)]
    weights = [weight(channel, vote) for vote in kept]
    total = math.fsum(weights)
    if not total:
        return None
    if len(fresh) == 1:
        return fresh[0].value
    return math.fsum(w * vote.value for w, vote in zip(weights, kept, strict=True)) / total


def agrees(channel: str, vote: Vote, votes: Sequence[Vote]) -> bool:
    """Whether a vote is sane, and no outlier among the sane ones of `votes`, itself included."""
    sane = [one for one in votes if abs(one.value) <= LARGEST]
    if abs(vote.value) > LARGEST:
        return False
    if len(sane) < 3:
        return _is_believed(channel, vote, sane)
    values = [one.value for one in sane]
    middle = median(values)
    sigma = _MAD_TO_SIGMA * median(abs(value - middle) for value in values)
    limit = max(_tolerance(channel, middle), _SIGMAS * sigma)
    return abs(vote.value - middle) <= limit


def _is_believed(channel: str, vote: Vote, votes: Sequence[Vote]) -> bool:
    values = [one.value for one in votes]
    spread = max(values) - min(values)
    if channel not in USUAL or spread <= 2 * _tolerance(channel, vote.value):
        return True
    usual = USUAL[channel]
    return abs(vote.value - usual) <= min(abs(value - usual) for value in values)


def _tolerance(channel: str, middle: float) -> float:
    return TOLERANCE.get(channel, max(abs(middle) * 0.25, 1e-9))
