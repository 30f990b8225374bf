"""Signing in and out: a cookie for the right password, and for nothing else."""

import httpx
import pytest

from services.accounts.incoming import COOKIE
from tests.integration.backend.accounts import PASSWORD, Guarded, signed_in


async def who(client: httpx.AsyncClient) -> str | None:
    answer = await client.get("/session")
    return None if answer.status_code == 401 else str(answer.json()["user"]["username"])


async def test_a_password_opens_a_session_until_it_is_closed(guarded: Guarded) -> None:
    await guarded.member("alice")
    client = guarded.client()
    assert await who(client) is None
    answer = await signed_in(client, "Alice")
    assert answer.status_code == 200
    assert answer.json()["user"]["username"] == "alice"
    assert await who(client) == "alice"
    cookie = client.cookies[COOKIE]
    assert (await client.delete("/session")).status_code == 204
    assert await who(client) is None
    assert await who(guarded.client(Cookie=f"{COOKIE}={cookie}")) is None


async def test_the_cookie_is_for_the_browser_alone(guarded: Guarded) -> None:
    await guarded.member("alice")
    answer = await signed_in(guarded.client(), "alice")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=1209600" in cookie
    assert "Secure" not in cookie
    encrypted = guarded.client("https")
    assert "Secure" in (await signed_in(encrypted, "alice")).headers["Set-Cookie"]


async def test_of_a_session_its_digest_is_kept(guarded: Guarded) -> None:
    await guarded.member("alice")
    client = guarded.client()
    await signed_in(client, "alice")
    async with guarded.parts.accounts.credentials._log.connection() as connection:
        kept = await (await connection.execute("SELECT sessions::text FROM sessions")).fetchall()
    assert client.cookies[COOKIE] not in str(kept)


async def test_failures_are_all_alike(guarded: Guarded) -> None:
    await guarded.member("alice")
    await guarded.parts.people.register("without")
    paused = await guarded.member("paused")
    await guarded.parts.people.activate(paused.number, active=False)
    answers = [
        await guarded.client().post("/session", json={"username": name, "password": password})
        for name, password in (
            ("alice", "wrong"),
            ("nobody", PASSWORD),
            ("without", PASSWORD),
            ("paused", PASSWORD),
        )
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert not any("Set-Cookie" in one.headers for one in answers)


async def test_guessing_is_slow(guarded: Guarded) -> None:
    await guarded.member("alice")
    client = guarded.client()
    guess = {"username": "alice", "password": "wrong"}
    statuses = [(await client.post("/session", json=guess)).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = await signed_in(client, "ALICE")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 12
    await guarded.member("bob")
    assert (await signed_in(client, "bob")).status_code == 200


async def test_an_expired_session_is_none(guarded: Guarded) -> None:
    await guarded.member("alice")
    client = guarded.client()
    await signed_in(client, "alice")
    async with guarded.parts.accounts.credentials._log.connection() as connection:
        await connection.execute("UPDATE sessions SET expires_at = now()")
    assert await who(client) is None
    await signed_in(client, "alice")
    async with guarded.parts.accounts.credentials._log.connection() as connection:
        left = await (await connection.execute("SELECT count(*) FROM sessions")).fetchone()
    assert left == (1,)


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5_000, '"', "é"])
async def test_a_forged_cookie_is_none(guarded: Guarded, cookie: str) -> None:
    header = {b"cookie": f"{COOKIE}={cookie}".encode()}
    answer = await guarded.client().get("/session", headers=header)
    assert answer.status_code == 401


async def test_a_new_password_ends_the_sessions_elsewhere(guarded: Guarded) -> None:
    alice = await guarded.member("alice")
    here, elsewhere = guarded.client(), guarded.client()
    for client in (here, elsewhere):
        await signed_in(client, "alice")
    path, new = f"/users/{alice.number}/password", "another good one"
    wrong = await here.put(path, json={"password": new, "current": "wrong"})
    assert (wrong.status_code, (await here.put(path, json={"password": new})).status_code) == (
        403,
        403,
    )
    right = await here.put(path, json={"password": new, "current": PASSWORD})
    assert right.status_code == 204
    assert (await who(here), await who(elsewhere)) == ("alice", None)
    assert (await signed_in(elsewhere, "alice")).status_code == 401


async def test_an_operator_sets_a_forgotten_password(guarded: Guarded) -> None:
    alice, boss = await guarded.member("alice"), await guarded.member("boss", "operator")
    path = f"/users/{alice.number}/password"
    assert (await boss.client.put(path, json={"password": "short"})).status_code == 422
    good = {"password": "long enough"}
    assert (await boss.client.put(path, json=good)).status_code == 204
    assert (await boss.client.put("/users/99/password", json=good)).status_code == 404


async def test_a_password_is_never_repeated(guarded: Guarded) -> None:
    boss = await guarded.member("boss", "operator")
    for path, body in (
        ("/session", {"password": "hunter2hunter2"}),
        ("/session", {"username": "x" * 300, "password": "hunter2hunter2"}),
        ("/session", {"username": "x", "password": ["hunter2"]}),
        ("/users/1/password", {"password": "hunter2"}),
    ):
        method = "POST" if path == "/session" else "PUT"
        answer = await boss.client.request(method, path, json=body)
        assert answer.status_code == 422
        assert "hunter2" not in answer.text
