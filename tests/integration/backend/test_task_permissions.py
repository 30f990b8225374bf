"""Who may do what to a task where the backend asks who one is."""

import httpx
import pytest

from events.people import Role
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


@pytest.mark.parametrize("role", ["kiosk", "service"])
async def test_what_is_no_person_takes_and_reports_nothing_as_one(
    guarded: Guarded, role: Role
) -> None:
    """Its own number would look like the word of a person, by which an approval is given."""
    other, ann = await guarded.member("other", role), await guarded.member("ann")
    await wish(ann)
    assert await put(other, "1/accept", user_id=other.number) == 403
    assert await put(other, "1/accept") == 200
    said = {"user_id": other.number, "report_status": "resolved"}
    assert await put(other, "1/complete", **said) == 403


@pytest.mark.parametrize("tap", ["cancel", "dispatch", "reminded"])
async def test_what_concerns_everybody_is_not_for_members(guarded: Guarded, tap: str) -> None:
    ann, kiosk = await guarded.member("ann"), await guarded.member("door", "kiosk")
    await wish(ann)
    assert await put(ann, f"1/{tap}") == 403
    assert await put(kiosk, f"1/{tap}") == 200


@pytest.mark.parametrize("price", [{"bounty_gold": 10**12}, {"bounty_xp": 1}])
async def test_members_wish_and_do_not_say_what_it_pays(
    guarded: Guarded, price: dict[str, int]
) -> None:
    ann, boss = await guarded.member("ann"), await guarded.member("boss", "operator")
    assert (await ann.client.post("/tasks/", json={**WISH, **price})).status_code == 403
    assert (await ann.client.get("/tasks/")).json() == []
    task = (await wish(ann)).json()
    assert (task["bounty_gold"], task["bounty_xp"]) == (10, 50)
    priced = await boss.client.post("/tasks/", json={"title": "Mop", "bounty_gold": 900})
    assert priced.json()["bounty_gold"] == 900


async def test_what_somebody_took_who_is_not_known_is_reported_where_it_was_taken(
    guarded: Guarded,
) -> None:
    ann, kiosk = await guarded.member("ann"), await guarded.member("door", "kiosk")
    await wish(ann)
    assert await put(kiosk, "1/accept") == 200
    assert await put(ann, "1/complete") == 403
    assert await put(kiosk, "1/complete") == 200
    assert await put(ann, "1/complete") == 403, "or the claim would be hers to see"


@pytest.mark.parametrize("role", ["device", "auditor"])
async def test_devices_and_auditors_do_no_tasks(guarded: Guarded, role: Role) -> None:
    ann, other = await guarded.member("ann"), await guarded.member("other", role)
    await wish(ann)
    assert (await wish(other)).status_code == 403
    for tap in ("accept", "ignore", "complete"):
        assert await put(other, f"1/{tap}") == 403
    assert (await other.client.post(f"/claims/{'x' * 43}", json={})).status_code == 403
    assert (await other.client.get("/tasks/")).status_code == 200
