"""Sums into rows: for the views that follow from them, what their folds would have made."""

from collections.abc import Callable, Mapping
from typing import Any

from projections.devices import Devices
from projections.projection import Projection, State
from projections.receipts import DeviceReceipts
from projections.runtime import fold
from projections.series import Bucket, DailySeries, HourlySeries, bucket_key, bucket_start
from projections.statistics import LogStatistics, TypeCount
from projections.zones import LatestReading, Zones
from services.projector.merging_devices import merge_devices
from services.projector.merging_receipts import merge_receipts
from services.projector.summary import Readings, Stretch

Merge = Callable[[State[Any], Stretch], None]


def merge_zones(state: State[LatestReading], stretch: Stretch) -> None:
    """Of every group the latest reading was read, and only the latest counts."""
    fold(Zones(), state, stretch.told)


def merging_series(span_s: int) -> Merge:
    def merge(state: State[Bucket], stretch: Stretch) -> None:
        for said in stretch.readings:
            if said.count:
                start_s = said.hour_s // span_s * span_s
                key = bucket_key(said.zone, said.channel, start_s)
                state.put(key, _added(state.get(key), said, start_s))

    return merge


def _added(known: Bucket | None, said: Readings, start_s: int) -> Bucket:
    assert said.sum_micro is not None
    assert said.minimum is not None
    assert said.maximum is not None
    if known is None:
        start, numbers = bucket_start(start_s), (said.count, said.sum_micro)
        return Bucket(said.zone, said.channel, start, *numbers, said.minimum, said.maximum)
    return Bucket(
        known.zone,
        known.channel,
        known.start,
        known.count + said.count,
        known.sum_micro + said.sum_micro,
        min(known.minimum, said.minimum),
        max(known.maximum, said.maximum),
    )


def merge_recordings(state: State[TypeCount], stretch: Stretch) -> None:
    for said in stretch.recordings:
        if said.type not in LogStatistics.handles:
            continue
        key = f"{said.day}/{said.type}"
        known = state.get(key)
        first = said.first_position if known is None else known.first_position
        count = said.count if known is None else known.count + said.count
        last = (said.last_position, said.last_recorded_at)
        state.put(key, TypeCount(said.type, said.day, count, first, *last))


Merges = Mapping[type[Projection[Any]], Merge]

MERGES: Merges = {
    Zones: merge_zones,
    Devices: merge_devices,
    DeviceReceipts: merge_receipts,
    HourlySeries: merging_series(HourlySeries.span_s),
    DailySeries: merging_series(DailySeries.span_s),
    LogStatistics: merge_recordings,
}
"""By projection; all others are folded."""
