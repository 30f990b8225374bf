"""`/supply` and `/reward-rates`: how many credits there are, and what devices earn."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from handlers.credits.rules import AMOUNT_LIMIT
from projections.reward_rates import RewardRate
from services.accounts import Caller, requires
from services.wallet.context import AtPosition, RequestBooks
from services.wallet.demurrage import Demurrage
from services.wallet.economy import IN_FULL, WITH_CREDITS
from services.wallet.rates import rate_changed, read_rates

router = APIRouter(tags=["supply"])

DAY_S = 86_400

DeviceType = Literal["llm_node", "hub", "sensor_node"]


class Rate(BaseModel):
    """What a kind of device earns an hour."""

    model_config = ConfigDict(extra="ignore")

    rate_per_hour: Annotated[int, Field(strict=True, ge=0, le=AMOUNT_LIMIT)]
    min_uptime_for_reward: Annotated[int, Field(strict=True, ge=1, le=DAY_S)] = 300


@router.get("/supply")
async def supply(books: RequestBooks, at: AtPosition, response: Response) -> dict[str, Any]:
    """Credits issued, burned, and in people's hands."""
    found, position = await books.supply() if at is None else (await books.supply_at(at), at)
    response.headers["SOMS-Position"] = str(position)
    return {
        "total_issued": found.issued_milli,
        "total_burned": found.burned_milli,
        "circulating": found.circulating_milli,
        "reserved": found.reserved_milli,
    }


@router.get("/reward-rates")
async def reward_rates(
    books: RequestBooks, at: AtPosition, response: Response
) -> list[dict[str, Any]]:
    position = (await books.log.head()).position if at is None else at
    response.headers["SOMS-Position"] = str(position)
    rates = (await read_rates(books.log, position)).now
    return [_object(rates[kind]) for kind in sorted(rates)]


@router.put("/reward-rates/{device_type}", dependencies=[WITH_CREDITS])
async def set_rate(
    device_type: DeviceType,
    body: Rate,
    books: RequestBooks,
    caller: Annotated[Caller, requires()],
) -> dict[str, Any]:
    """From now on, what devices of this kind earn."""
    rate = RewardRate(device_type, body.rate_per_hour, body.min_uptime_for_reward)
    await books.log.append([rate_changed(rate, actor=caller.actor)])
    return _object(rate)


@router.post("/demurrage/trigger", dependencies=[IN_FULL])
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


def _object(rate: RewardRate) -> dict[str, Any]:
    return {
        "device_type": rate.device_type,
        "rate_per_hour": rate.rate_per_hour_milli,
        "min_uptime_for_reward": rate.min_uptime_s,
    }
