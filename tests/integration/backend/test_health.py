"""Health: an answer in time, whatever the database does."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres
from services.web import deadline
from tests.integration.projector.test_projector import Hub

IN_TIME_S = 6.0


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    """A server that a test may freeze."""
    server = Postgres(tmp_path, free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    return postgres.url


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """The server and its backends stand still, with every connection open."""
    assert server.pid is not None
    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    for one in processes:
        os.kill(one.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in processes:
            os.kill(one.pid, signal.SIGCONT)


async def test_a_frozen_database_is_reported_in_time_and_again(
    backend: httpx.AsyncClient, postgres: Postgres
) -> None:
    assert (await backend.get("/health")).json()["ready"] is True
    with frozen(postgres):
        for _ in range(3):
            began = time.monotonic()
            answer = await backend.get("/health")
            assert time.monotonic() - began < IN_TIME_S
            assert answer.status_code == 503
            assert answer.json()["live"] is True
            assert answer.json()["ready"] is False
    assert (await backend.get("/health")).status_code == 200


async def test_metrics_are_given_while_the_database_is_frozen(
    backend: httpx.AsyncClient, postgres: Postgres
) -> None:
    assert "soms_projection_lag_events{" in (await backend.get("/metrics")).text
    with frozen(postgres):
        answer = await backend.get("/metrics")
        assert answer.status_code == 200
        assert "soms_projection_lag_events{" not in answer.text


async def test_no_view_is_waited_for_longer_than_an_answer_may_take(
    backend: httpx.AsyncClient, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await backend.get("/zones/")).status_code == 200
    monkeypatch.setattr(deadline, "ANSWER_S", 1.0)
    with frozen(postgres):
        for path in ("/zones/", "/devices/", "/events/"):
            answer = await backend.get(path)
            assert answer.status_code == 503, path
            assert answer.json()["detail"] == "no answer within 1 s; try again"


async def test_health_says_how_far_every_view_is_behind(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.append(5)
    lag = (await backend.get("/health")).json()["lag"]
    assert lag["zones"] == 5


@pytest.mark.parametrize("path", ["/", "/health", "/metrics"])
async def test_health_can_be_asked_for_without_a_body(
    backend: httpx.AsyncClient, path: str
) -> None:
    answer = await backend.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
