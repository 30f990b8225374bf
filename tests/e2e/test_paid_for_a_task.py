"""A person does a task and is paid: the whole way, over HTTP, with the figures of the contract."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.office import Office, eventually


@pytest.fixture
def backend(office: Office) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=office.urls["backend"], timeout=20) as client:
        yield client


@pytest.fixture
def wallet(office: Office) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=office.urls["wallet"], timeout=20) as client:
        yield client


def told(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def user(backend: httpx.Client, name: str) -> int:
    return int(told(backend.post("/users/", json={"username": name}), 201)["id"])


def done(backend: httpx.Client, person: int | None, title: str, bounty: int) -> int:
    """A task that this person took and reported."""
    wish = {"title": title, "bounty_gold": bounty, "location": "kitchen"}
    task = int(told(backend.post("/tasks/", json=wish))["id"])
    told(backend.put(f"/tasks/{task}/accept", json={"user_id": person}))
    report = {"report_status": "resolved", "completion_note": "done"}
    assert told(backend.put(f"/tasks/{task}/complete", json=report))["is_completed"]
    return task


def balance(wallet: httpx.Client, person: int) -> int:
    return int(told(wallet.get(f"/wallets/{person}"))["balance"])


def test_a_task_is_done_and_paid_and_what_is_paid_moves_on(
    backend: httpx.Client, wallet: httpx.Client
) -> None:
    taker, friend = user(backend, "taker"), user(backend, "friend")
    task = done(backend, taker, "Water the plants", 11_050)
    assert balance(wallet, taker) == 11_050
    (paid,) = told(wallet.get(f"/wallets/{taker}/history"))
    assert paid["amount"] == paid["balance_after"] == 11_050
    assert (paid["entry_type"], paid["transaction_type"]) == ("CREDIT", "TASK_REWARD")
    assert (paid["reference_id"], paid["counterparty_wallet_id"]) == (f"task:{task}", 0)

    again = told(backend.put(f"/tasks/{task}/complete", json={"report_status": "resolved"}))
    assert again["completion_note"] == "done"
    assert balance(wallet, taker) == 11_050

    sent = {"from_user_id": taker, "to_user_id": friend, "amount": 1_000}
    assert told(wallet.post("/transactions/p2p-transfer", json=sent))["fee"] == 50
    assert (balance(wallet, taker), balance(wallet, friend)) == (10_000, 1_000)

    for left in (9_800, 9_604):
        assert told(wallet.post("/demurrage/trigger"))["status"] == "ok"
        assert balance(wallet, taker) == left
    assert balance(wallet, friend) == 961
    supply = told(wallet.get("/supply"))
    burned = 50 + 200 + 196 + 20 + 19
    assert supply["total_issued"] == 11_050
    assert supply["total_burned"] == burned
    assert supply["circulating"] == 11_050 - burned


def test_a_task_that_is_taken_cannot_be_taken_again(
    backend: httpx.Client, wallet: httpx.Client
) -> None:
    first, second = user(backend, "first"), user(backend, "second")
    wish = {"title": "Bring the post", "bounty_gold": 500}
    task = told(backend.post("/tasks/", json=wish))["id"]
    told(backend.put(f"/tasks/{task}/accept", json={"user_id": first}))
    told(backend.put(f"/tasks/{task}/accept", json={"user_id": second}), 400)
    eventually(lambda: told(wallet.get("/supply"))["reserved"] == 500)
    told(backend.put(f"/tasks/{task}/cancel"))
    eventually(lambda: told(wallet.get("/supply"))["reserved"] == 0)
    assert balance(wallet, first) == 0


def test_all_of_it_is_decided_again_alike_and_the_books_hold(
    office: Office, backend: httpx.Client
) -> None:
    person = user(backend, "auditee")
    done(backend, person, "Count the chairs", 900)
    replayed = office.soms_json("replay", "--check")
    assert (replayed["divergences"], replayed["undecided"]) == (0, 0)
    audited = office.soms_json("audit", "verify")
    assert (audited["ok"], audited["sum"], audited["failures"]) == (True, 0, [])
    words = office.soms("audit", "wallet", str(person))
    assert "Count the chairs" in words
    assert "0.900" in words
