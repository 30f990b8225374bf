"""`?at=` names a moment that has been; one yet to come is refused, however it is named."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.integration.projector.test_projector import Hub

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("path", ["/zones/", "/devices/", "/events/"])
@pytest.mark.parametrize("at", ["999999", TOMORROW], ids=["position", "time"])
async def test_a_moment_yet_to_come_is_refused(
    backend: httpx.AsyncClient, path: str, at: str
) -> None:
    answer = await backend.get(path, params={"at": at})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("at: ")


async def test_now_is_a_moment_that_has_been(backend: httpx.AsyncClient, office: Hub) -> None:
    await office.append(3)
    await office.projected()
    answer = await backend.get("/zones/", params={"at": datetime.now(UTC).isoformat()})
    assert answer.status_code == 200
    assert answer.headers["SOMS-Position"] == "3"
