"""Whatever the wallet tells, it says as of where, and tells as well of any moment that has been."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.integration.projector.test_projector import Hub
from tests.integration.wallet.test_devices import registered
from tests.integration.wallet.test_wallet import funded

VIEWS = [
    "/wallets/5",
    "/wallets/5/history",
    "/devices/",
    "/devices/zone-multiplier/lab",
    "/supply",
    "/reward-rates",
]

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()

pytestmark = pytest.mark.parametrize("path", VIEWS)


async def happened(wallet: httpx.AsyncClient, office: Hub) -> int:
    """Something of everything; the position after it."""
    await registered(wallet, "env_01")
    await wallet.put("/reward-rates/hub", json={"rate_per_hour": 1_500})
    await funded(wallet, 5, 10_000, task=900)
    return (await office.log.head()).position


async def test_an_answer_says_its_position_and_the_past_is_the_same_answer(
    wallet: httpx.AsyncClient, office: Hub, path: str
) -> None:
    position = await happened(wallet, office)
    now = await wallet.get(path)
    assert (now.status_code, now.headers["SOMS-Position"]) == (200, str(position))
    moment = datetime.now(UTC).isoformat()
    await registered(wallet, "env_02")
    await wallet.put("/reward-rates/hub", json={"rate_per_hour": 2_000})
    await funded(wallet, 5, 1, task=901)
    assert (await wallet.get(path)).json() != now.json()
    for at in (str(position), moment):
        past = await wallet.get(path, params={"at": at})
        assert past.json() == now.json()
        assert past.headers["SOMS-Position"] == str(position)


@pytest.mark.parametrize("at", ["999999", TOMORROW, "yesterday"], ids=["position", "time", "word"])
async def test_a_moment_that_has_not_been_is_refused(
    wallet: httpx.AsyncClient, path: str, at: str
) -> None:
    answer = await wallet.get(path, params={"at": at})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("at: ")


async def test_an_answer_has_come_as_far_as_it_has_to(
    wallet: httpx.AsyncClient, office: Hub, path: str
) -> None:
    position = await happened(wallet, office)
    reached = await wallet.get(path, params={"min_position": position})
    assert reached.status_code == 200
    assert int(reached.headers["SOMS-Position"]) >= position
    beyond = await wallet.get(path, params={"min_position": position + 1})
    assert (beyond.status_code, beyond.json()["detail"]) == (
        503, f"min_position: the log is at {position}, not yet {position + 1}",
    )  # fmt: skip
    assert (await wallet.get(path, params={"min_position": -1})).status_code == 422
