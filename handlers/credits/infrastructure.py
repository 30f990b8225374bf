"""Infrastructure: what devices earn for their owners by being there.

A device is there between two signs of life that are not far apart, as the log recorded them: a
device's own clock is not asked, and time in which nobody heard of it is never paid.

Time is settled at the rate that holds when it is. What is less than a milli-credit then is kept for
the next payment, so that over hours a device earns its rate, to the milli-credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from events.credits import SYSTEM, RewardRateChanged, WalletOpened, wallet
from events.devices import Registered
from events.envelope import Draft, Recorded
from handlers.credits.movements import moved, movement
from handlers.credits.payees import Payee, mark_open, opened
from handlers.credits.rules import infrastructure_reward
from handlers.reactor import Reactor
from projections.devices import is_last_will
from projections.experience import Experience, OwnedDevice
from projections.projection import State
from projections.reward_rates import RewardRate, RewardRates, rate_of
from projections.shelves import Shelf
from projections.timers import HEARD, SILENCE

SHORTEST = timedelta(seconds=1)
"""Payments are farther apart than this: their references name the second."""

_DEVICES, _RATES = Experience(), RewardRates()


@dataclass(frozen=True, slots=True)
class Uptime:
    """For how long a device was seen since that was last settled."""

    accrued: timedelta = timedelta()
    seen_at: datetime | None = None
    """None after it said goodbye."""
    rest: int = 0
    """What was settled and is less than a milli-credit, as `infrastructure_reward` counts it."""

    def seen(self, now: datetime, patience: timedelta) -> "Uptime":
        if self.seen_at is None or not timedelta() < now - self.seen_at <= patience:
            return replace(self, seen_at=now)
        return replace(self, accrued=self.accrued + (now - self.seen_at), seen_at=now)


Row = OwnedDevice | RewardRate | Uptime | Payee


class Infrastructure(Reactor[Row]):
    """Pays the owners of devices for the time that these were seen."""

    name: ClassVar[str] = "infrastructure"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = HEARD | {
        Registered.event_type,
        RewardRateChanged.event_type,
        WalletOpened.event_type,
    }
    row: ClassVar[type] = cast("type", Row)

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        if event.type in HEARD:
            return _heard(state, event)
        match event.data:
            case Registered():
                _registered(_Shelves(state), event)
            case WalletOpened() as wallet_opened:
                mark_open(_Shelves(state).payees, wallet_opened.wallet)
            case _:
                _RATES.apply(_Shelves(state).rates, event)
        return ()


class _Shelves:
    """The shelves of the state."""

    def __init__(self, state: State[Any]) -> None:  # Any: rows of every shelf
        self.devices: State[OwnedDevice] = Shelf(state, "devices")
        self.rates: State[RewardRate] = Shelf(state, "rates")
        self.uptimes: State[Uptime] = Shelf(state, "uptimes")
        self.payees: State[Payee] = Shelf(state, "payees")


def _registered(shelves: _Shelves, event: Recorded) -> None:
    """A device that has another owner now, or takes part again, begins anew."""
    name = event.subject.name
    before = shelves.devices.get(name)
    _DEVICES.apply(shelves.devices, event)
    after = shelves.devices.get(name)
    if before and after and (before.owner, before.active) != (after.owner, after.active):
        shelves.uptimes.remove(name)


def _heard(state: State[Row], event: Recorded) -> Sequence[Draft]:
    name = event.subject.name
    device = state.get(f"devices/{name}")  # most readings are of devices that nobody is paid for
    if not isinstance(device, OwnedDevice) or not device.active:
        return ()
    shelves = _Shelves(state)
    rate = rate_of(shelves.rates, device.device_type)
    uptime = shelves.uptimes.get(name) or Uptime()
    if rate is None or is_last_will(event):
        shelves.uptimes.put(name, replace(uptime, seen_at=None))
        return ()
    uptime = uptime.seen(event.recorded_at, max(2 * rate.min_uptime, SILENCE))
    if uptime.accrued < max(rate.min_uptime, SHORTEST):
        shelves.uptimes.put(name, uptime)
        return ()
    amount, rest = infrastructure_reward(rate.rate_per_hour_milli, uptime.accrued, uptime.rest)
    shelves.uptimes.put(name, replace(uptime, accrued=timedelta(), rest=rest))
    return _paid(shelves, device, amount, event.recorded_at) if amount else ()


def _paid(shelves: _Shelves, device: OwnedDevice, amount: int, now: datetime) -> Sequence[Draft]:
    payee = wallet(device.owner)
    reference = f"infra:{device.device}:{int(now.timestamp())}"
    legs = moved(SYSTEM, payee, amount, "INFRASTRUCTURE_REWARD")
    return [*opened(shelves.payees, device.owner), movement(payee, legs, reference=reference)]
