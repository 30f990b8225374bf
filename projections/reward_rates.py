"""Reward rates: what devices earn for their owners by being there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from events.credits import RewardRateChanged
from events.envelope import Recorded
from projections.projection import Projection, State


@dataclass(frozen=True, slots=True)
class RewardRate:
    """What one kind of device earns."""

    device_type: str
    rate_per_hour_milli: int
    min_uptime_s: int
    """For how long it must have been seen before it is paid for that."""
    changed_at: datetime | None = None
    """None for a rate that nobody has set yet."""

    @property
    def min_uptime(self) -> timedelta:
        return timedelta(seconds=self.min_uptime_s)


DEFAULTS: Mapping[str, RewardRate] = {
    kind: RewardRate(kind, rate_per_hour_milli, 300)
    for kind, rate_per_hour_milli in (("llm_node", 5_000), ("hub", 1_000), ("sensor_node", 500))
}
"""Until an operator sets others."""


class RewardRates(Projection[RewardRate]):
    """The rates that were set, by kind of device."""

    name: ClassVar[str] = "reward_rates"
    handles: ClassVar[frozenset[str]] = frozenset({RewardRateChanged.event_type})
    row: ClassVar[type] = RewardRate

    def apply(self, state: State[RewardRate], event: Recorded) -> None:
        rate = event.data
        assert isinstance(rate, RewardRateChanged)
        kind = rate.device_type
        row = RewardRate(kind, rate.rate_per_hour_milli, rate.min_uptime_s, event.time)
        state.put(kind, row)


def rate_of(state: State[RewardRate], device_type: str | None) -> RewardRate | None:
    """What a kind of device earns; None for a kind that earns nothing."""
    if device_type is None:
        return None
    return state.get(device_type) or DEFAULTS.get(device_type)
