"""`/supply` and `/reward-rates`: how many credits there are, and what devices earn."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from events.credits import RewardRateChanged
from events.envelope import Event
from events.identity import Position, Subject, new_id
from events.query import Query
from handlers.credits.rules import AMOUNT_LIMIT
from projections.projection import State
from projections.reward_rates import DEFAULTS, RewardRate, RewardRates
from projections.runtime import fold
from services.accounts import Caller, requires
from services.wallet.books import Books
from services.wallet.clock import now
from services.wallet.context import AtPosition, RequestBooks
from services.wallet.demurrage import Demurrage

router = APIRouter(tags=["supply"])

RATES = RewardRates()
_CHANGES = Query(types=RATES.handles)
DAY_S = 86_400
SOURCE = "/services/wallet"

DeviceType = Literal["llm_node", "hub", "sensor_node"]


class Rate(BaseModel):
    """What a kind of device earns an hour."""

    model_config = ConfigDict(extra="ignore")

    rate_per_hour: Annotated[int, Field(strict=True, ge=0, le=AMOUNT_LIMIT)]
    min_uptime_for_reward: Annotated[int, Field(strict=True, ge=1, le=DAY_S)] = 300


@router.get("/supply")
async def supply(books: RequestBooks, at: AtPosition) -> dict[str, Any]:
    """Credits issued, burned, and in people's hands."""
    found = (await books.supply())[0] if at is None else await books.supply_at(at)
    return {
        "total_issued": found.issued_milli,
        "total_burned": found.burned_milli,
        "circulating": found.circulating_milli,
        "reserved": found.reserved_milli,
    }


@router.get("/reward-rates")
async def reward_rates(books: RequestBooks, at: AtPosition) -> list[dict[str, Any]]:
    rates = {**DEFAULTS, **await _changed(books, at)}
    return [_object(rates[kind]) for kind in sorted(rates)]


@router.put("/reward-rates/{device_type}")
async def set_rate(
    device_type: DeviceType,
    body: Rate,
    books: RequestBooks,
    caller: Annotated[Caller, requires()],
) -> dict[str, Any]:
    """From now on, what devices of this kind earn."""
    changed = RewardRateChanged(
        device_type=device_type,
        rate_per_hour_milli=body.rate_per_hour,
        min_uptime_s=body.min_uptime_for_reward,
    )
    subject = Subject.of("reward_rate", device_type)
    moment = now()
    event = Event(new_id(), changed, SOURCE, subject, moment, actor=caller.actor)
    await books.log.append([event])
    rate = RewardRate(device_type, body.rate_per_hour, body.min_uptime_for_reward, moment)
    return _object(rate)


@router.post("/demurrage/trigger")
async def open_next_day(request: Request, caller: Annotated[Caller, requires()]) -> dict[str, Any]:
    """Begin the next demurrage day now: what rests costs its holders 2 %."""
    demurrage: Demurrage = request.app.state.demurrage
    charged = await demurrage.trigger(caller.actor)
    return {
        "status": "ok",
        "day": charged.day.isoformat(),
        "wallets_charged": charged.wallets,
        "total_burned": charged.burned_milli,
    }


async def _changed(books: Books, at: Position | None) -> Mapping[str, RewardRate]:
    """The rates that somebody set; they are few, so they are read from the log itself."""
    state: State[RewardRate] = State()
    async for page in books.log.pages(until=at, query=_CHANGES):
        fold(RATES, state, page.events)
    return state.rows()


def _object(rate: RewardRate) -> dict[str, Any]:
    return {
        "device_type": rate.device_type,
        "rate_per_hour": rate.rate_per_hour_milli,
        "min_uptime_for_reward": rate.min_uptime_s,
    }
