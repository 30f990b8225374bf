"""`/`, `/health` and `/metrics` of the mock model: it is ready when it answers."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.mock_llm.switch import Switch
from services.web.health import exposition, ready

router = APIRouter(tags=["operations"])


@router.head("/", include_in_schema=False)
@router.get("/")
async def banner() -> dict[str, str]:
    return {"message": "SOMS mock model: speaks as Ollama and OpenAI do", "docs": "/docs"}


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Ready; what it does wrong on purpose it says."""
    switch: Switch = request.app.state.switch
    return ready({}, {"misbehaviour": switch.how.name} if switch.how else None)


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics() -> Response:
    return exposition()
