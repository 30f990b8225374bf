"""Balances in full, totals and leaderboards, now and then."""

import httpx
import pytest

from events.envelope import Event
from events.identity import Position, Subject, new_id
from events.tasks import Accepted, Created
from services.backend.effects import effect_of
from services.wallet.clock import now
from tests.integration.projector.test_projector import Hub
from tests.integration.wallet.test_devices import registered
from tests.integration.wallet.test_wallet import funded, send

pytestmark = pytest.mark.usefixtures("deciding")


async def taken(office: Hub, person: int) -> None:
    """A task that pays 700, and that somebody took."""
    created = Created(task=1, title="Mop", bounty_milli=700, bounty_xp=0, urgency=2)
    for data in (created, Accepted(task=1, person=person)):
        last = Event(new_id(), data, "/tests", Subject("task:1"), now())
        await office.log.append([last])
    reserve = await effect_of(office.log, last.id, frozenset({"credits.transferred"}), 10)
    assert reserve is not None


async def test_a_balance_tells_what_waits_for_a_task_that_was_taken(
    wallet: httpx.AsyncClient, office: Hub
) -> None:
    await funded(wallet, 5, 1_000, task=900)
    before = (await office.log.head()).position
    await taken(office, 5)
    told = (await wallet.get("/wallets/5")).json()
    assert (told["balance"], told["available"], told["reserved"]) == (1_000, 1_000, 700)
    past = (await wallet.get(f"/wallets/5?at={before}")).json()
    assert (past["balance"], past["reserved"]) == (1_000, 0)
    head = (await office.log.head()).position
    assert (await wallet.get(f"/wallets/5?at={head}")).json()["reserved"] == 700


async def read(wallet: httpx.AsyncClient, path: str, position: Position) -> httpx.Response:
    """As of a position that the views come to by themselves, or have left behind."""
    answer = await wallet.get(path, params={"at": str(position)})
    assert answer.headers["SOMS-Position"] == str(position), answer.text
    return answer


async def test_who_has_earned_most_comes_first(wallet: httpx.AsyncClient, office: Hub) -> None:
    for person, amount in ((5, 10_000), (6, 20_000), (7, 0)):
        await wallet.post("/wallets/", json={"user_id": person})
        if amount:
            await funded(wallet, person, amount, task=900 + person)
    earlier = (await office.log.head()).position
    assert (await send(wallet, from_user_id=5, to_user_id=7, amount=1_000)).status_code == 200
    now_at = (await office.log.head()).position
    board = (await read(wallet, "/leaderboards/people?limit=5", now_at)).json()
    assert [(one["rank"], one["user_id"], one["earned"]) for one in board] == [
        (1, 6, 20_000), (2, 5, 10_000),
    ]  # fmt: skip
    total = (await read(wallet, "/wallets/5/totals", now_at)).json()
    assert (total["sent"], total["fees"], total["tasks_paid"]) == (1_000, 50, 1)
    assert (await read(wallet, "/wallets/5/totals", earlier)).json()["sent"] == 0
    assert (await read(wallet, "/wallets/7/totals", earlier)).json()["received"] == 0
    assert (await wallet.get("/wallets/8/totals")).status_code == 404


async def test_the_device_with_most_experience_comes_first(
    wallet: httpx.AsyncClient, office: Hub
) -> None:
    await registered(wallet, "env_01", zone="hall")
    await registered(wallet, "env_02")
    before = (await office.log.head()).position
    grant = {"zone": "lab", "task_id": 7, "xp_amount": 100, "event_type": "helped"}
    await wallet.post("/devices/xp-grant", json=grant)
    head = (await office.log.head()).position
    board = (await read(wallet, "/leaderboards/devices", head)).json()
    assert [(one["device_id"], one["xp"]) for one in board] == [("env_02", 100), ("env_01", 0)]
    board = (await read(wallet, "/leaderboards/devices", before)).json()
    assert [(one["device_id"], one["xp"]) for one in board] == [("env_01", 0), ("env_02", 0)]
    zone = (await read(wallet, "/devices/zone-multiplier/lab", before)).json()
    assert (zone["multiplier"], zone["device_count"]) == (1.0, 1)
    assert (await read(wallet, "/devices/", before)).json()[1]["xp"] == 0
