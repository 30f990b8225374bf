"""The rates of devices, and that nothing is earned while credits are off.

A rate is an event, so whoever pays by it needs no setting, and a replay nothing of the environment:
a wallet that starts without credits sets every rate to 0, and one that starts with them puts back
what held before. The events say by their source that it was not an operator who wanted it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.credits import RewardRateChanged
from events.envelope import Event
from events.eventlog import EventLog
from events.identity import Position, Subject, new_id
from events.query import Query
from projections.projection import State
from projections.reward_rates import DEFAULTS, RewardRate, RewardRates
from projections.runtime import fold
from services.settings import CreditsProfile
from services.wallet.clock import now

SOURCE = "/services/wallet"
SOURCE_OFF = "/services/wallet/credits-off"

RATES = RewardRates()
_CHANGES = Query(types=RATES.handles)


@dataclass(frozen=True, slots=True)
class Rates:
    """What devices earn."""

    now: Mapping[str, RewardRate]
    wanted: Mapping[str, RewardRate]
    """As an operator set them, or as they are from the start."""


async def read_rates(log: EventLog, until: Position | None = None) -> Rates:
    """The changes are few, so they are read from the log itself."""
    current: State[RewardRate] = State(DEFAULTS)
    wanted: State[RewardRate] = State(DEFAULTS)
    async for page in log.pages(until=until, query=_CHANGES):
        fold(RATES, current, page.events)
        fold(RATES, wanted, [event for event in page.events if event.source != SOURCE_OFF])
    return Rates(current.rows(), wanted.rows())


async def settle_rates(log: EventLog, profile: CreditsProfile) -> None:
    """Bring the rates to what the profile wants. Raises `LogUnavailable`."""
    rates = await read_rates(log)
    events = list(_switched_off(rates) if profile == "off" else _put_back(rates))
    if events:
        await log.append(events)


def rate_changed(rate: RewardRate, source: str = SOURCE, actor: Subject | None = None) -> Event:
    """The event that a kind of device earns this from now on."""
    data = RewardRateChanged(
        device_type=rate.device_type,
        rate_per_hour_milli=rate.rate_per_hour_milli,
        min_uptime_s=rate.min_uptime_s,
    )
    subject = Subject.of("reward_rate", rate.device_type)
    return Event(new_id(), data, source, subject, now(), actor=actor)


def _switched_off(rates: Rates) -> Iterable[Event]:
    for kind, rate in rates.now.items():
        if rate.rate_per_hour_milli:
            yield rate_changed(RewardRate(kind, 0, rate.min_uptime_s), SOURCE_OFF)


def _put_back(rates: Rates) -> Iterable[Event]:
    for kind, rate in rates.now.items():
        wanted = rates.wanted[kind]
        if rate.rate_per_hour_milli != wanted.rate_per_hour_milli:
            yield rate_changed(wanted)
