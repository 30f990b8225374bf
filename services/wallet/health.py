"""`/health` and `/metrics` of the wallet: whether the books are at the end of the log."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import Gauge

from events.errors import LogUnavailable
from services.wallet.books import Books
from services.wallet.context import RequestBooks
from services.wallet.economy import RequestProfile
from services.web.deadline import within
from services.web.health import exposition, ready, unavailable

CHECK_S = 3.0
"""A database that takes longer to say where it stands is not one to rely on."""

router = APIRouter(tags=["operations"])

_LAG = Gauge("soms_ledger_lag_events", "Events that the ledger has yet to fold")


@router.head("/", include_in_schema=False)
@router.get("/")
async def banner(profile: RequestProfile) -> dict[str, str]:
    return {"message": "SOMS wallet", "docs": "/docs", "credits": profile}


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health(books: RequestBooks) -> JSONResponse:
    """Ready when the log can be read."""
    try:
        return ready({"ledger": await within(CHECK_S, _lag(books))})
    except (LogUnavailable, TimeoutError) as error:
        return unavailable(str(error))


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics(books: RequestBooks) -> Response:
    try:
        _LAG.set(await within(CHECK_S, _lag(books)))
    except (LogUnavailable, TimeoutError):
        _LAG.set(float("nan"))
    return exposition()


async def _lag(books: Books) -> int:
    return max((await books.log.head()).position - books.ledger.position, 0)
