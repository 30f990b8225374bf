"""Who may do what with credits where the wallet asks who one is."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.integration.backend.accounts import Guarded, Member, guarded_backend
from tests.integration.projector.test_projector import Hub
from tests.integration.serving import PATIENCE_S
from tests.integration.wallet.conftest import running_wallet

GIVE = "/transactions/p2p-transfer"


@pytest.fixture
async def guarded(office: Hub) -> AsyncIterator[Guarded]:
    async with guarded_backend(office) as backend:
        yield backend


@pytest.fixture
async def strict(office: Hub, guarded: Guarded) -> AsyncIterator[httpx.AsyncClient]:
    """A wallet that asks who one is."""
    await office.projected()
    async with running_wallet(office, auth="required") as client:
        yield client


async def asked(
    wallet: httpx.AsyncClient, member: Member, path: str, **body: Any
) -> httpx.Response:
    proof = {"Authorization": f"Bearer {member.token}"}
    return await wallet.post(path, json=body, headers=proof)


async def sent(wallet: httpx.AsyncClient, member: Member, path: str, **body: Any) -> int:
    return (await asked(wallet, member, path, **body)).status_code


async def test_only_operators_issue_credits_for_what_the_office_knows_nothing_of(
    strict: httpx.AsyncClient, guarded: Guarded
) -> None:
    ann, boss = await guarded.member("ann"), await guarded.member("boss", "operator")
    brain = await guarded.member("brain", "service")
    given = {"user_id": ann.number, "amount": 500, "task_id": 10**9}
    assert await sent(strict, ann, "/transactions/task-reward", **given) == 403
    assert await sent(strict, brain, "/transactions/task-reward", **given) == 403
    assert await sent(strict, boss, "/transactions/task-reward", **given) == 200


async def test_credits_do_not_go_to_who_has_left(
    strict: httpx.AsyncClient, guarded: Guarded
) -> None:
    ann, bob = await guarded.member("ann"), await guarded.member("bob")
    boss = await guarded.member("boss", "operator")
    for member, task in ((ann, 1), (bob, 2)):
        given = {"user_id": member.number, "amount": 500, "task_id": 10**9 + task}
        assert await sent(strict, boss, "/transactions/task-reward", **given) == 200
    await guarded.parts.people.activate(bob.number, False)
    gift = {"from_user_id": ann.number, "to_user_id": bob.number, "amount": 10}
    async with asyncio.timeout(PATIENCE_S):  # the wallet follows the log, as fast as it may
        while (answer := await asked(strict, ann, GIVE, **gift)).is_success:
            await asyncio.sleep(0.3)
    assert "takes part no more" in answer.json()["detail"]
    given = {"user_id": bob.number, "amount": 500, "task_id": 10**9 + 3}
    assert await sent(strict, boss, "/transactions/task-reward", **given) == 400


async def test_a_claim_is_paid_to_somebody_who_takes_part(
    strict: httpx.AsyncClient, guarded: Guarded
) -> None:
    kiosk, ann = await guarded.member("door", "kiosk"), await guarded.member("ann")
    assert await sent(strict, kiosk, f"/claims/{'x' * 43}", user_id=987_654) == 400
    assert await sent(strict, kiosk, f"/claims/{'x' * 43}", user_id=kiosk.number) == 403
    assert await sent(strict, kiosk, f"/claims/{'x' * 43}", user_id=ann.number) == 404


async def test_its_owner_speaks_for_a_device_and_no_other_device_does(
    strict: httpx.AsyncClient, guarded: Guarded
) -> None:
    boss, ann = await guarded.member("boss", "operator"), await guarded.member("ann")
    other = await guarded.member("env_02", "device")
    device = {"device_id": "env_01", "owner_id": ann.number, "device_type": "sensor_node"}
    assert await sent(strict, boss, "/devices/", **device) == 200
    assert await sent(strict, other, "/devices/env_01/heartbeat") == 403
    assert await sent(strict, ann, "/devices/env_01/heartbeat") == 200


async def test_who_never_had_a_credit_has_totals_of_nothing_as_they_have_a_wallet(
    strict: httpx.AsyncClient, guarded: Guarded
) -> None:
    ann = await guarded.member("ann")
    proof = {"Authorization": f"Bearer {ann.token}"}
    wallet = await strict.get(f"/wallets/{ann.number}", headers=proof)
    assert (wallet.status_code, wallet.json()["balance"]) == (200, 0)
    totals = await strict.get(f"/wallets/{ann.number}/totals", headers=proof)
    assert (totals.status_code, totals.json().get("earned")) == (200, 0)
