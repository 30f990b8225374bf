"""Devices: what each earned its owner by being there, and how much its zone raises rewards.

It counts the seconds that the log saw a device, as whoever pays for them has to; time in which
nobody heard of it earns nothing. What the first version of the infrastructure paid is held against
the rule of then, which let go of what was less than a milli-credit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from events.credits import RewardRateChanged
from events.envelope import Recorded, handler_source
from handlers.audit.flows import Movement
from handlers.credits.rules import infrastructure_reward
from projections.devices import is_last_will
from projections.experience import Experience, OwnedDevice, active_in
from projections.projection import State
from projections.reward_rates import RewardRate, RewardRates, rate_of
from projections.timers import HEARD, SILENCE

_EXPERIENCE, _RATES = Experience(), RewardRates()

NEVER_TWICE_WITHIN = timedelta(seconds=1)

_WITHOUT_REST = handler_source("infrastructure", 1)


@dataclass(slots=True)
class Presence:
    """For how long a device was seen since that was last settled."""

    seen: timedelta = timedelta()
    last: datetime | None = None
    rest: int = 0
    """Of a milli-credit, what was settled and not paid."""

    def see(self, moment: datetime, patience: timedelta) -> None:
        gap = timedelta() if self.last is None else moment - self.last
        if timedelta() < gap <= patience:
            self.seen += gap
        self.last = moment


@dataclass(frozen=True, slots=True)
class Earned:
    """What a sign of life brought in."""

    payee: str
    amount_milli: int
    reference: str
    without_rest_milli: int
    """As the first version of the rule had it."""

    def due(self, source: str) -> int:
        """What is to be paid, by the rule of whoever pays."""
        return self.without_rest_milli if source == _WITHOUT_REST else self.amount_milli


class Devices:
    """Devices with owners, the rates, and what is due to whom."""

    def __init__(self) -> None:
        self._devices: State[OwnedDevice] = State()
        self._rates: State[RewardRate] = State()
        self._presences: dict[str, Presence] = {}
        self._earned: dict[UUID, Earned] = {}
        """By the sign of life; not paid yet."""

    def experience_in(self, zone: str | None) -> list[int]:
        """Of each device that takes part in a zone."""
        return [one.xp for one in active_in(zone, self._devices.rows().values())]

    def fold(self, event: Recorded) -> None:
        if event.type in HEARD:
            device = self._devices.get(event.subject.name)
            if device is not None and device.active:
                self._hear(device, event)
        elif event.type in _EXPERIENCE.handles:
            self._follow(event)
        elif event.type == RewardRateChanged.event_type:
            _RATES.apply(self._rates, event)

    def _follow(self, event: Recorded) -> None:
        """A device of another owner, or one that takes part again, begins anew."""
        before = self._devices.get(event.subject.name)
        _EXPERIENCE.apply(self._devices, event)
        self._devices.keep()
        after = self._devices.get(event.subject.name)
        if before and after and (before.owner, before.active) != (after.owner, after.active):
            self._presences.pop(event.subject.name, None)

    def _hear(self, device: OwnedDevice, event: Recorded) -> None:
        rate = rate_of(self._rates, device.device_type)
        presence = self._presences.setdefault(device.device, Presence())
        if rate is None or is_last_will(event):
            presence.last = None
            return
        presence.see(event.recorded_at, max(2 * rate.min_uptime, SILENCE))
        if presence.seen < max(rate.min_uptime, NEVER_TWICE_WITHIN):
            return
        hourly, seen, presence.seen = rate.rate_per_hour_milli, presence.seen, timedelta()
        amount, presence.rest = infrastructure_reward(hourly, seen, presence.rest)
        if amount:
            without_rest, _ = infrastructure_reward(hourly, seen)
            reference = f"infra:{device.device}:{int(event.recorded_at.timestamp())}"
            payee = f"wallet:{device.owner}"
            self._earned[event.id] = Earned(payee, amount, reference, without_rest)

    def take(self, movement: Movement) -> Iterator[str]:
        """What is wrong with a reward of infrastructure."""
        paid = movement.flows.get("INFRASTRUCTURE_REWARD")
        if paid is None:
            return
        cause = movement.event.causation_id
        earned = None if cause is None else self._earned.pop(cause, None)
        if earned is None:
            yield f"pays {paid.amount_milli} for a device that earned nothing just then"
            return
        due = earned.due(movement.event.source)
        if paid.amount_milli != due:
            yield f"pays {paid.amount_milli} where {due} were earned"
        if paid.payee != earned.payee:
            yield f"pays {paid.payee} for what the device of {earned.payee} earned"
        if movement.data.reference != earned.reference:
            yield f"pays by {movement.data.reference}, and not by {earned.reference}"
