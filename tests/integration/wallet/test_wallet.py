"""The wallet over HTTP, as clients have always used it."""

import asyncio
from typing import Any

import httpx
import pytest


async def funded(wallet: httpx.AsyncClient, person: int, amount: int, task: int) -> Any:
    """Somebody who has a wallet is paid for a task of another system."""
    await wallet.post("/wallets/", json={"user_id": person})
    body = {"user_id": person, "amount": amount, "task_id": task}
    answer = await wallet.post("/transactions/task-reward", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def balance(wallet: httpx.AsyncClient, person: int) -> int:
    answer = await wallet.get(f"/wallets/{person}")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["balance"])


async def send(wallet: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await wallet.post("/transactions/p2p-transfer", json=body)


async def test_a_wallet_is_opened_once(wallet: httpx.AsyncClient) -> None:
    first = await wallet.post("/wallets/", json={"user_id": 5})
    again = await wallet.post("/wallets/", json={"user_id": 5})
    assert first.json() == again.json()
    assert first.json().keys() >= {"id", "user_id", "balance", "created_at", "updated_at"}
    held = [first.json()[name] for name in ("user_id", "balance", "available", "reserved")]
    assert held == [5, 0, 0, 0]


async def test_a_reward_by_hand_is_paid_once(wallet: httpx.AsyncClient) -> None:
    told = await funded(wallet, 5, 10_000, task=900)
    assert [entry["amount"] for entry in told["entries"]] == [-10_000, 10_000]
    assert [entry["balance_after"] for entry in told["entries"]] == [-10_000, 10_000]
    body = {"user_id": 5, "amount": 10_000, "task_id": 900}
    repeated = await wallet.post("/transactions/task-reward", json=body)
    assert (repeated.status_code, repeated.json()["detail"]) == (400, "Duplicate reference_id")
    assert await balance(wallet, 5) == 10_000


async def test_a_transfer_costs_its_fee_and_the_fee_is_burned(wallet: httpx.AsyncClient) -> None:
    await wallet.post("/wallets/", json={"user_id": 6})
    await funded(wallet, 5, 10_000, task=900)
    answer = await send(wallet, from_user_id=5, to_user_id=6, amount=1_000, description="lunch")
    assert (answer.status_code, answer.json()["fee"]) == (200, 50)
    assert [await balance(wallet, person) for person in (5, 6)] == [8_950, 1_000]
    supply = (await wallet.get("/supply")).json()
    assert supply == {
        "total_issued": 10_000, "total_burned": 50, "circulating": 9_950, "reserved": 0,
    }  # fmt: skip


async def test_a_statement_tells_every_entry_newest_first(wallet: httpx.AsyncClient) -> None:
    await wallet.post("/wallets/", json={"user_id": 6})
    await funded(wallet, 5, 10_000, task=900)
    await send(wallet, from_user_id=5, to_user_id=6, amount=1_000, reference_id="lunch")
    entries = (await wallet.get("/wallets/5/history")).json()
    told = [(one["transaction_type"], one["amount"], one["balance_after"]) for one in entries]
    assert told == [
        ("FEE_BURN", -50, 8_950),
        ("P2P_TRANSFER", -1_000, 9_000),
        ("TASK_REWARD", 10_000, 10_000),
    ]
    assert [one["counterparty_wallet_id"] for one in entries] == [None, 6, 0]
    assert [one["entry_type"] for one in entries] == ["DEBIT", "DEBIT", "CREDIT"]
    assert entries[0]["reference_id"] == "lunch"
    page = (await wallet.get("/wallets/5/history", params={"limit": 1, "offset": 1})).json()
    assert page == [entries[1]]
    (found,) = {one["transaction_id"] for one in entries[:2]}
    transaction = (await wallet.get(f"/transactions/{found}")).json()
    assert sum(one["amount"] for one in transaction["entries"]) == 0


async def test_any_page_of_a_long_statement_is_right(wallet: httpx.AsyncClient) -> None:
    for first in range(0, 450, 50):
        tasks = range(10_000 + first, 10_000 + first + 50)
        await asyncio.gather(*(funded(wallet, 5, 1, task) for task in tasks))
    for offset in (0, 1, 199, 200, 201, 399, 400, 449, 450):
        query = {"limit": 3, "offset": offset}
        page = (await wallet.get("/wallets/5/history", params=query)).json()
        expected = [number for number in range(450 - offset, 447 - offset, -1) if number > 0]
        assert [one["balance_after"] for one in page] == expected


async def test_the_past_is_as_it_was(wallet: httpx.AsyncClient) -> None:
    told = await funded(wallet, 5, 10_000, task=900)
    then = told["entries"][0]["position"]
    await funded(wallet, 5, 1, task=901)
    past = await wallet.get("/wallets/5", params={"at": then})
    assert past.json()["balance"] == 10_000
    assert len((await wallet.get("/wallets/5/history", params={"at": then})).json()) == 1
    assert (await wallet.get("/supply", params={"at": then})).json()["total_issued"] == 10_000
    assert (await wallet.get("/wallets/5", params={"at": 0})).status_code == 404


async def test_a_fee_is_quoted_before_it_is_paid(wallet: httpx.AsyncClient) -> None:
    quoted = await wallet.get("/transactions/transfer-fee", params={"amount": 9})
    assert quoted.json() == {
        "fee_rate": 0.05,
        "fee_amount": 1,
        "net_amount": 9,
        "min_transfer": 10,
        "below_minimum": True,
    }


@pytest.mark.parametrize(
    "amount", [0, -1, 1.5, "1000", "\uff11\uff10", 2**63, True, None, [1], 9], ids=repr
)
async def test_an_amount_that_is_none_moves_nothing(
    wallet: httpx.AsyncClient, amount: object
) -> None:
    await wallet.post("/wallets/", json={"user_id": 6})
    await funded(wallet, 5, 10_000, task=900)
    answer = await send(wallet, from_user_id=5, to_user_id=6, amount=amount)
    assert answer.status_code in {400, 422}
    assert "amount" in answer.json()["detail"] or "minimum" in answer.json()["detail"]
    assert await balance(wallet, 5) == 10_000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
async def test_a_number_that_is_none_moves_nothing(wallet: httpx.AsyncClient, number: str) -> None:
    body = f'{{"from_user_id": 5, "to_user_id": 6, "amount": {number}}}'
    headers = {"content-type": "application/json"}
    answer = await wallet.post("/transactions/p2p-transfer", content=body, headers=headers)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"from_user_id": 5, "to_user_id": 5, "amount": 100}, 400),
        ({"from_user_id": 5, "to_user_id": 77, "amount": 100}, 404),
        ({"from_user_id": 77, "to_user_id": 5, "amount": 100}, 404),
        ({"from_user_id": 5, "to_user_id": 6, "amount": 9_900}, 400),
        ({"from_user_id": 0, "to_user_id": 5, "amount": 100}, 422),
        ({"from_user_id": 5, "to_user_id": 6, "amount": 100, "reference_id": "task:1"}, 400),
    ],
)
async def test_what_may_not_move_is_refused_and_says_why(
    wallet: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    await wallet.post("/wallets/", json={"user_id": 6})
    await funded(wallet, 5, 10_000, task=900)
    answer = await wallet.post("/transactions/p2p-transfer", json=body)
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)
    assert [await balance(wallet, person) for person in (5, 6)] == [10_000, 0]


async def test_of_many_at_once_as_many_succeed_as_there_is_money(
    wallet: httpx.AsyncClient,
) -> None:
    await wallet.post("/wallets/", json={"user_id": 6})
    await funded(wallet, 5, 105_000, task=900)
    attempts = [send(wallet, from_user_id=5, to_user_id=6, amount=1_000) for _ in range(150)]
    answers = await asyncio.gather(*attempts)
    assert sorted(answer.status_code for answer in answers) == [200] * 100 + [400] * 50
    assert [await balance(wallet, person) for person in (5, 6)] == [0, 100_000]


async def test_rates_are_told_and_set(wallet: httpx.AsyncClient) -> None:
    rates = (await wallet.get("/reward-rates")).json()
    assert {one["device_type"]: one["rate_per_hour"] for one in rates} == {
        "llm_node": 5_000, "hub": 1_000, "sensor_node": 500,
    }  # fmt: skip
    await wallet.put("/reward-rates/hub", json={"rate_per_hour": 1_500})
    rates = (await wallet.get("/reward-rates")).json()
    assert {one["device_type"]: one["rate_per_hour"] for one in rates}["hub"] == 1_500
    assert (await wallet.put("/reward-rates/car", json={"rate_per_hour": 1})).status_code == 422


async def test_what_nobody_has_is_not_found(wallet: httpx.AsyncClient) -> None:
    for path in ("/wallets/77", "/wallets/77/history", f"/transactions/{'0' * 32}"):
        assert (await wallet.get(path)).status_code == 404
