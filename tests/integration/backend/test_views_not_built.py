"""A view that is not built yet is a matter of time, not of what was asked."""

import httpx
import pytest

from tests.integration.projector.test_projector import Hub


@pytest.mark.parametrize("path", ["/zones/", "/devices/", "/zones/a/history?channel=temperature"])
async def test_a_view_that_is_not_built_yet_is_worth_asking_for_again(
    backend: httpx.AsyncClient, office: Hub, path: str
) -> None:
    await office.store._connection.execute("DELETE FROM views")
    answer = await backend.get(path)
    assert answer.status_code == 503
    assert "has not been built yet" in answer.json()["detail"]
    assert answer.headers["Retry-After"] == "1"
