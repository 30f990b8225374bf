"""Who may do what to a task where the backend asks who one is."""

import httpx
import pytest

from tests.integration.backend.accounts import Guarded, Member

pytestmark = pytest.mark.usefixtures("deciding")

WISH = {"title": "Wipe"}


async def wish(member: Member) -> httpx.Response:
    return await member.client.post("/tasks/", json=WISH)


async def put(member: Member, path: str, **said: object) -> int:
    return (await member.client.put(f"/tasks/{path}", json=said)).status_code


async def test_who_is_not_known_wishes_for_nothing_and_sees_nothing(guarded: Guarded) -> None:
    async with guarded.client() as stranger:
        assert (await stranger.post("/tasks/", json=WISH)).status_code == 401
        assert (await stranger.get("/tasks/")).status_code == 401


async def test_members_take_tasks_for_themselves(guarded: Guarded) -> None:
    ann, bob = await guarded.member("ann"), await guarded.member("bob")
    assert (await wish(ann)).status_code == 200
    assert await put(ann, "1/accept", user_id=bob.number) == 403
    assert await put(ann, "1/accept") == 200
    assert (await bob.client.get("/tasks/1")).json()["assigned_to"] == ann.number


async def test_members_report_what_they_took_themselves(guarded: Guarded) -> None:
    ann, bob = await guarded.member("ann"), await guarded.member("bob")
    await wish(ann)
    await put(ann, "1/accept")
    assert await put(bob, "1/complete") == 403
    assert await put(ann, "1/complete") == 200


async def test_a_kiosk_stands_for_whoever_takes_part(guarded: Guarded) -> None:
    kiosk, bob = await guarded.member("door", "kiosk"), await guarded.member("bob")
    await wish(kiosk)
    assert await put(kiosk, "1/accept", user_id=99) == 400
    assert await put(kiosk, "1/accept", user_id=bob.number) == 200
    assert await put(bob, "1/complete") == 200


@pytest.mark.parametrize("tap", ["cancel", "dispatch", "reminded"])
async def test_what_concerns_everybody_is_not_for_members(guarded: Guarded, tap: str) -> None:
    ann, kiosk = await guarded.member("ann"), await guarded.member("door", "kiosk")
    await wish(ann)
    assert await put(ann, f"1/{tap}") == 403
    assert await put(kiosk, f"1/{tap}") == 200
