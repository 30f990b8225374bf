"""A zone's history: of a zone that nobody has heard of there is none to tell."""

import httpx
import pytest

from tests.integration.projector.test_projector import Hub


@pytest.fixture(autouse=True)
async def rooms(backend: httpx.AsyncClient, office: Hub) -> None:
    await office.append(9)
    await office.projected()


async def test_the_history_of_an_unknown_zone_is_not_found(backend: httpx.AsyncClient) -> None:
    answer = await backend.get("/zones/nowhere/history", params={"channel": "temperature"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == (await backend.get("/zones/nowhere")).json()["detail"]


async def test_a_channel_that_a_zone_never_had_has_an_empty_history(
    backend: httpx.AsyncClient,
) -> None:
    answer = await backend.get("/zones/room_1/history", params={"channel": "co2"})
    assert (answer.status_code, answer.json()) == (200, [])


async def test_a_channels_history_is_told(backend: httpx.AsyncClient) -> None:
    answer = await backend.get("/zones/room_1/history", params={"channel": "temperature"})
    assert [bucket["count"] for bucket in answer.json()] == [3]
