"""Somebody does a task at the kiosk without signing in, and is paid by what the screen shows."""

import httpx

from tests.e2e.office import Office
from tests.e2e.test_paid_for_a_task import backend, balance, told, user, wallet

__all__ = ["backend", "wallet"]


def test_a_claim_is_redeemed_once(
    office: Office, backend: httpx.Client, wallet: httpx.Client
) -> None:
    wish = {"title": "Wipe the whiteboard", "bounty_gold": 700}
    task = told(backend.post("/tasks/", json=wish))["id"]
    told(backend.put(f"/tasks/{task}/accept"))
    claim = told(backend.put(f"/tasks/{task}/complete"))["claim"]
    assert claim["amount"] == 700
    again = told(backend.put(f"/tasks/{task}/complete"))["claim"]
    assert again == claim

    path, person = claim["path"], user(backend, "stranger")
    assert told(backend.get(path))["status"] == "issued"
    redeemed = told(backend.post(path, json={"user_id": person}))
    assert (redeemed["status"], redeemed["claimed_by"], redeemed["task_id"]) == (
        "redeemed", person, task,
    )  # fmt: skip
    assert balance(wallet, person) == 700
    told(backend.post(path, json={"user_id": person}), 409)
    told(backend.post(path, json={"user_id": user(backend, "second_stranger")}), 409)
    assert balance(wallet, person) == 700
    assert claim["token"] not in (office.data / "logs" / "wallet.log").read_text()


def test_a_forged_claim_is_none(backend: httpx.Client) -> None:
    told(backend.post(f"/claims/{'A' * 43}", json={"user_id": 1}), 404)
    told(backend.post("/claims/short", json={"user_id": 1}), 422)
    told(backend.get(f"/claims/{'A' * 43}"), 404)
