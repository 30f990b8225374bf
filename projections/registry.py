"""All projections that a hub keeps."""

from typing import Any

from projections.devices import Devices
from projections.projection import Projection
from projections.receipts import DeviceReceipts
from projections.series import DailySeries, HourlySeries
from projections.statistics import LogStatistics, Rejections
from projections.zones import Occupancy, Zones

PROJECTIONS: tuple[Projection[Any], ...] = (
    Zones(),
    Occupancy(),
    Devices(),
    DeviceReceipts(),
    HourlySeries(),
    DailySeries(),
    LogStatistics(),
    Rejections(),
)


def projection(name: str) -> Projection[Any]:
    """The projection of that name; `KeyError` if there is none."""
    return {one.name: one for one in PROJECTIONS}[name]
