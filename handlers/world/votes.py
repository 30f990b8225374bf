"""Votes: which readings have a say in what a zone's climate is.

One number stands for a zone, whoever judges it: the comfort that `climate` keeps and the floor that
`handlers.safety` holds let the same readings vote.
"""

from datetime import datetime
from typing import get_args

from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.zones import Quantity
from handlers.world.sensors import Sensor
from handlers.world.thresholds import LATE
from projections.fusion import is_plausible
from projections.zones import is_quantity

QUANTITIES: frozenset[str] = frozenset(get_args(Quantity))


def has_a_vote(reading: ReadingRecorded, event: Recorded) -> bool:
    """Whether it measures a quantity, as a working sensor can, and tells of the present."""
    if reading.channel not in QUANTITIES or not is_quantity(reading.value):
        return False
    plausible = is_plausible(reading.channel, float(reading.value))
    return plausible and event.recorded_at - event.time < LATE


def measured_at(event: Recorded) -> datetime:
    """When it was measured; never later than it was recorded, however fast the sensor's clock."""
    return min(event.time, event.recorded_at)


def is_overtaken(last: Sensor | None, event: Recorded) -> bool:
    """Whether the sensor has said something of a later time already."""
    return last is not None and measured_at(event) < last.time
