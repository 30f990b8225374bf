"""API tokens: whoever has one is its owner, and nobody who has another, or none."""

import httpx
import pytest
from pydantic import SecretStr

from events.people import Role
from services.accounts import hashing, undeclared
from services.accounts.hashing import TokenText
from tests.integration.backend.accounts import Guarded

OPEN = ["/", "/health", "/metrics", "/docs", "/openapi.json"]
SHUT = [
    "/users/",
    "/users/1",
    "/zones/",
    "/devices/",
    "/events/",
    "/stream",
    "/session",
    "/nowhere",
]


async def status(client: httpx.AsyncClient, path: str = "/users/") -> int:
    return (await client.get(path)).status_code


@pytest.mark.parametrize("path", SHUT)
async def test_without_a_token_nothing_is_told(guarded: Guarded, path: str) -> None:
    answer = await guarded.client().get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("path", OPEN)
async def test_what_is_about_nobody_is_open(guarded: Guarded, path: str) -> None:
    assert await status(guarded.client(), path) in {200, 503}


async def test_every_route_that_writes_says_who_may(guarded: Guarded) -> None:
    assert undeclared(guarded.app.routes) == ["/session"]


async def test_a_token_says_who_one_is(guarded: Guarded) -> None:
    alice = await guarded.member("alice", "auditor")
    answer = (await alice.client.get("/session")).json()
    assert (answer["user"]["username"], answer["role"]) == ("alice", "auditor")


async def test_a_forged_token_is_none(guarded: Guarded) -> None:
    alice, bob = await guarded.member("alice"), await guarded.member("bob")
    assert await status(alice.client) == 200
    own, other = TokenText.parse(alice.token), TokenText.parse(bob.token)
    assert own is not None
    assert other is not None
    last = "A" if own.secret[0] != "A" else "B"
    for forged in (
        TokenText(own.id, other.secret),
        TokenText(own.id, last + own.secret[1:]),
        TokenText(own.id, ""),
        TokenText("0" * 16, own.secret),
        TokenText(f"{own.id}' OR '1'='1", own.secret),
        "soms",
        "",
        "\u00fc",
    ):
        header = {b"authorization": f"Bearer {forged}".encode("latin-1")}
        answer = await guarded.client().get("/users/", headers=header)
        assert answer.status_code == 401, forged


@pytest.mark.parametrize("scheme", ["Basic", "", "Token"])
async def test_a_token_counts_as_a_bearers_only(guarded: Guarded, scheme: str) -> None:
    alice = await guarded.member("alice")
    client = guarded.client(Authorization=f"{scheme} {alice.token}".strip())
    assert await status(client) == 401


async def test_of_a_token_its_hash_is_kept(guarded: Guarded) -> None:
    alice = await guarded.member("alice")
    (kept,) = await guarded.parts.accounts.credentials.tokens(alice.number)
    text = TokenText.parse(alice.token)
    assert text is not None
    assert text.secret not in kept.hash
    assert kept.hash.startswith("$argon2id$")
    assert text.secret not in repr(text)


async def test_a_token_is_verified_once_in_a_while(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await guarded.member("alice")
    assert await status(alice.client) == 200
    monkeypatch.setattr(hashing, "_verified", None)
    assert await status(alice.client) == 200


async def test_whoever_made_a_token_takes_it_back(guarded: Guarded) -> None:
    alice, bob = await guarded.member("alice"), await guarded.member("bob")
    made = await alice.client.post("/tokens/", json={"label": "script"})
    assert made.status_code == 201
    script = guarded.client(Authorization=f"Bearer {made.json()['token']}")
    assert await status(script) == 200
    path = f"/tokens/{made.json()['id']}"
    assert (await bob.client.delete(path)).status_code == 404
    assert (await alice.client.delete(path)).status_code == 204
    assert await status(script) == 401
    assert (await alice.client.delete(path)).status_code == 404


async def test_lists_show_ones_own_tokens_and_no_secret(guarded: Guarded) -> None:
    alice, boss = await guarded.member("alice"), await guarded.member("boss", "operator")
    own = (await alice.client.get("/tokens/")).json()
    assert [one["user_id"] for one in own] == [alice.number]
    assert "token" not in own[0]
    everybodys = (await boss.client.get("/tokens/")).json()
    assert {one["user_id"] for one in everybodys} == {alice.number, boss.number}


async def test_an_operator_makes_tokens_for_others_and_a_member_does_not(guarded: Guarded) -> None:
    alice, boss = await guarded.member("alice"), await guarded.member("boss", "operator")
    wanted = {"label": "kiosk", "user_id": alice.number, "expires_in_days": 1}
    made = (await boss.client.post("/tokens/", json=wanted)).json()
    assert (made["user_id"], made["expires_at"] is None) == (alice.number, False)
    stolen = {"label": "mine", "user_id": boss.number}
    assert (await alice.client.post("/tokens/", json=stolen)).status_code == 403


async def test_an_expired_token_is_none(guarded: Guarded) -> None:
    alice = await guarded.member("alice")
    async with guarded.parts.accounts.credentials._log.connection() as connection:
        await connection.execute("UPDATE api_tokens SET expires_at = now()")
    assert await status(alice.client) == 401


@pytest.mark.parametrize("role", ["member", "auditor", "kiosk", "device", "service"])
async def test_operators_alone_manage_people(guarded: Guarded, role: Role) -> None:
    somebody, other = await guarded.member("somebody", role), await guarded.member("other")
    path = f"/users/{other.number}"
    client = somebody.client
    new = {"username": "new", "role": "operator"}
    assert (await client.post("/users/", json=new)).status_code == 403
    if role != "service":
        assert (await client.post("/users/", json={"username": "new"})).status_code == 403
    assert (await client.put(path, json={"display_name": "x"})).status_code == 403
    assert (await client.put(f"{path}/password", json={"password": "x" * 12})).status_code == 403
    assert (await client.delete(path)).status_code == 403
    own = f"/users/{somebody.number}"
    assert (await client.put(own, json={"display_name": "Me"})).status_code == 200
    for more in ({"role": "operator"}, {"is_active": True}):
        assert (await client.put(own, json=more)).status_code == 403


async def test_whoever_is_paused_or_erased_is_nobody(guarded: Guarded) -> None:
    alice, bob = await guarded.member("alice"), await guarded.member("bob")
    boss = await guarded.member("boss", "operator")
    for one in (alice, bob):
        assert await status(one.client) == 200
    await boss.client.put(f"/users/{alice.number}", json={"is_active": False})
    await boss.client.delete(f"/users/{bob.number}")
    await guarded.parts.accounts.roster.load()
    assert await status(alice.client) == 401
    assert await status(bob.client) == 401
    assert await guarded.parts.accounts.credentials.tokens(bob.number) == []
    await boss.client.put(f"/users/{alice.number}", json={"is_active": True})
    await guarded.parts.accounts.roster.load()
    assert await status(alice.client) == 200


async def test_our_own_services_know_each_other_by_one_token(guarded: Guarded) -> None:
    own = "x" * 32
    service = guarded.client(Authorization=f"Bearer {own}")
    assert await status(service) == 401
    guarded.parts.accounts.own_token = SecretStr(own)
    assert await status(service) == 200
    assert await status(guarded.client(Authorization=f"Bearer {own}x")) == 401
    assert (await service.get("/session")).json() == {"user": None, "role": "service"}
    assert (await service.post("/users/", json={"username": "new"})).status_code == 201
