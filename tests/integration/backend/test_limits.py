"""Whoever writes too fast is told to wait, and for how long."""

from services.accounts.limits import Buckets, Limits
from tests.integration.backend.accounts import Guarded


async def test_too_many_writes_are_told_to_wait(guarded: Guarded) -> None:
    alice, bob = await guarded.member("alice"), await guarded.member("bob")
    guarded.parts.accounts.limits = Limits(writes=Buckets(0.1, 2))
    path, change = f"/users/{alice.number}", {"display_name": "Al"}
    answers = [await alice.client.put(path, json=change) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "10"
    assert answers[2].headers["Content-Type"] == "application/problem+json"
    assert answers[2].json()["title"] == "Too many requests"
    assert (await alice.client.get(path)).status_code == 200
    assert (await bob.client.put(f"/users/{bob.number}", json=change)).status_code == 200


async def test_tokens_are_not_guessed_faster_than_they_are_hashed(guarded: Guarded) -> None:
    alice = await guarded.member("alice")
    guarded.parts.accounts.limits = Limits(verifications=Buckets(0.1, 2))
    wrong = [f"{alice.token}{number}" for number in range(3)]
    statuses = [
        (await guarded.client(Authorization=f"Bearer {token}").get("/users/")).status_code
        for token in wrong
    ]
    assert statuses == [401, 401, 429]
