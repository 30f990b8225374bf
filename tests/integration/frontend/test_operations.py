"""What every service has, the frontend has: health, metrics, a description; else the page."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse


async def test_it_is_ready_when_the_backend_is(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    answer = await frontend.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "live": True, "ready": True, "lag": {"zones": 2}}


async def test_it_passes_on_what_is_amiss_behind_it(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, service: FastAPI
) -> None:
    said = {"status": "degraded", "live": True, "ready": True, "lag": {}, "reactors": {"x": "why"}}
    service.state.health = JSONResponse(said)
    answer = await frontend.get("/health")
    assert (answer.status_code, answer.json()) == (200, said)


async def test_it_is_not_ready_when_what_answers_is_no_backend(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, service: FastAPI
) -> None:
    service.state.health = JSONResponse(["hello"])
    answer = await frontend.get("/health")
    assert answer.status_code == 503


async def test_it_is_alive_but_not_ready_without_a_backend(
    frontend: httpx.AsyncClient, backend_port: int
) -> None:
    answer = await frontend.get("/health")
    assert answer.status_code == 503
    health = answer.json()
    assert (health["live"], health["ready"]) == (True, False)
    assert health["detail"] == "the backend cannot be reached"


async def test_it_says_why_the_backend_is_not_ready(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, service: FastAPI
) -> None:
    service.state.health = JSONResponse({"ready": False, "detail": "no database"}, 503)
    answer = await frontend.get("/health")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "the backend is not ready: no database"


async def test_it_counts_what_it_passed_on(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    await frontend.get("/api/wallet/zones/")
    metrics = await frontend.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert 'soms_frontend_proxied_total{prefix="/api/wallet/",status="200"}' in metrics.text


async def test_it_describes_itself(frontend: httpx.AsyncClient) -> None:
    described = (await frontend.get("/openapi.json")).json()
    assert set(described["paths"]) == {"/health", "/metrics"}
    assert "swagger" in (await frontend.get("/docs")).text


@pytest.mark.parametrize("path", ["/", "/zones/main", "/index.html"])
async def test_any_other_path_is_the_page(frontend: httpx.AsyncClient, path: str) -> None:
    assert "<title>SOMS</title>" in (await frontend.get(path)).text


@pytest.mark.parametrize("path", ["/", "/health", "/metrics"])
async def test_nothing_but_headers_can_be_asked_for(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, path: str
) -> None:
    answer = await frontend.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
