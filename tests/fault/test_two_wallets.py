"""Two wallets decide for the same hub, and nobody spends more than they have."""

import asyncio
from collections import Counter

import pytest

from events.credits import BURNED, wallet
from infra.embedded.ports import free_port
from tests.fault.asking import Asking
from tests.fault.findings import recorded
from tests.fault.money import assert_decided_alike, audit
from tests.fault.parts import Stage, set_up

FUNDS, AMOUNT, FEE = 105_000, 1_000, 50
CLIENTS, ATTEMPTS = 50, 1_000
PAYER, PAYEE = 1, 2


@pytest.mark.slow
async def test_two_wallets_let_nobody_spend_what_they_do_not_have() -> None:
    async with set_up("rumqttd", "reactor") as stage, stage.log() as log:
        ports = [await _opened(stage, worker) for worker in ("a", "b")]
        async with Asking(ports[0]) as one, Asking(ports[1]) as other:
            await _fund(one)
            statuses = await asyncio.gather(
                *(_attempts((one, other)[client % 2]) for client in range(CLIENTS))
            )
            assert (await one.told("GET", f"/wallets/{PAYER}"))["balance"] == 0
            assert (await other.told("GET", f"/wallets/{PAYER}"))["balance"] == 0
        answers = sum(statuses, Counter[int]())
        assert answers == {200: FUNDS // (AMOUNT + FEE), 400: ATTEMPTS - FUNDS // (AMOUNT + FEE)}
        await assert_decided_alike(log)
        balances = audit(await recorded(log))
        assert balances[wallet(PAYER)] == 0
        assert (balances[wallet(PAYEE)], balances[BURNED]) == (100 * AMOUNT, 100 * FEE)


async def _opened(stage: Stage, worker: str) -> int:
    port = free_port()
    await stage.start("wallet", SOMS_AUTH="open", SOMS_WORKER=worker, SOMS_WALLET_PORT=str(port))
    return port


async def _fund(books: Asking) -> None:
    for person in (PAYER, PAYEE):
        await books.told("POST", "/wallets/", {"user_id": person})
    given = {"user_id": PAYER, "amount": FUNDS, "task_id": 1_000_000}
    await books.told("POST", "/transactions/task-reward", given)


async def _attempts(books: Asking) -> Counter[int]:
    """How often one client was told what."""
    given = {"from_user_id": PAYER, "to_user_id": PAYEE, "amount": AMOUNT}
    told: Counter[int] = Counter()
    for _ in range(ATTEMPTS // CLIENTS):
        status, _ = await books.ask("POST", "/transactions/p2p-transfer", given)
        told[status] += 1
    return told
