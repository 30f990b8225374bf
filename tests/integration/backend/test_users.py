"""`/users` as clients know it, and what an erasure leaves of somebody."""

import json

import httpx
import pytest

from tests.integration.projector.test_projector import Hub


async def registered(backend: httpx.AsyncClient, **given: object) -> dict[str, object]:
    answer = await backend.post("/users/", json=given)
    assert answer.status_code == 201, answer.text
    user: dict[str, object] = answer.json()
    return user


async def test_a_user_is_registered_and_read(backend: httpx.AsyncClient) -> None:
    user = await registered(backend, username="alice", display_name="Alice")
    assert user["id"] == 1
    assert {name: user[name] for name in ("username", "display_name", "is_active")} == {
        "username": "alice",
        "display_name": "Alice",
        "is_active": True,
    }
    assert str(user["created_at"]).endswith("Z")
    assert (await backend.get("/users/1")).json() == user
    await registered(backend, username="bob")
    assert [one["username"] for one in (await backend.get("/users/")).json()] == ["alice", "bob"]


async def test_a_taken_username_is_a_conflict(backend: httpx.AsyncClient) -> None:
    await registered(backend, username="alice")
    answer = await backend.post("/users/", json={"username": "Alice"})
    assert (answer.status_code, answer.json()["rule"]) == (409, "username_taken")
    assert "detail" in answer.json()
    await registered(backend, username="bob")
    assert (await backend.put("/users/2", json={"username": "alice"})).status_code == 409


async def test_a_user_is_changed(backend: httpx.AsyncClient) -> None:
    await registered(backend, username="alice")
    change = {"username": "alicia", "display_name": "A.", "is_active": False, "role": "kiosk"}
    changed = (await backend.put("/users/1", json=change)).json()
    assert {name: changed[name] for name in change} == change
    assert (await backend.get("/users/1")).json() == changed
    same = await backend.put("/users/1", json={})
    assert (same.status_code, same.json()) == (200, changed)


@pytest.mark.parametrize(
    "path", ["/users/9", "/users/0", "/users/-1", "/users/99999999999999999999"]
)
async def test_nobody_is_404(backend: httpx.AsyncClient, path: str) -> None:
    assert (await backend.get(path)).status_code == 404
    assert (await backend.put(path, json={"username": "x"})).status_code == 404
    assert (await backend.delete(path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "username"),
        ({"username": ""}, "username"),
        ({"username": "x" * 65}, "username"),
        ({"username": "a\u0000b"}, "username"),
        ({"username": "\ud800"}, "username"),
        ({"username": 5}, "username"),
        ({"username": "a", "display_name": " "}, "display_name"),
        ({"username": "a", "role": "king"}, "role"),
    ],
)
async def test_what_is_wrong_with_a_user_is_said(
    backend: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await backend.post(
        "/users/", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_users_are_seen_as_they_were(backend: httpx.AsyncClient, office: Hub) -> None:
    await registered(backend, username="alice")
    answer = await backend.put("/users/1", json={"username": "alicia"})
    position = int(answer.headers["SOMS-Position"])
    await office.projected()
    before = await backend.get("/users/", params={"at": position - 1})
    assert [one["username"] for one in before.json()] == ["alice"]
    assert (await backend.get("/users/1", params={"at": 0})).status_code == 404


async def test_what_was_written_is_read_at_its_position(backend: httpx.AsyncClient) -> None:
    answer = await backend.post("/users/", json={"username": "alice"})
    position = answer.headers["SOMS-Position"]
    read = await backend.get("/users/1", params={"min_position": position})
    assert read.status_code == 200
    assert int(read.headers["SOMS-Position"]) >= int(position)
    ahead = await backend.get("/users/1", params={"min_position": int(position) + 100})
    assert ahead.status_code == 503


async def test_of_somebody_erased_no_name_is_left(backend: httpx.AsyncClient, office: Hub) -> None:
    answer = await backend.post("/users/", json={"username": "alice", "display_name": "Alice"})
    position = answer.headers["SOMS-Position"]
    assert (await backend.delete("/users/1")).status_code == 204
    assert (await backend.delete("/users/1")).status_code == 204
    user = (await backend.get("/users/1")).json()
    assert (user["username"], user["display_name"], user["is_active"]) == (None, None, False)
    assert (await backend.get("/users/")).json() == []
    await office.projected()
    (then,) = (await backend.get("/users/", params={"at": position})).json()
    assert then["username"] is None
    assert (await backend.put("/users/1", json={"username": "new"})).status_code == 410
    assert (await registered(backend, username="alice"))["id"] == 2
