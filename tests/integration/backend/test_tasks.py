"""`/tasks` as clients know it, over a real log with reactors at work."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from events.credits import Transferred
from events.envelope import Event
from events.identity import Subject, new_id
from events.query import Query
from events.vision import OccupancyObserved
from tests.integration.projector.test_projector import Hub

pytestmark = pytest.mark.usefixtures("deciding")

FIELDS = {
    "id", "title", "description", "location", "zone", "bounty_gold", "bounty_xp", "urgency",
    "task_type", "is_completed", "completed_at", "created_at", "expires_at", "assigned_to",
    "accepted_at", "is_queued", "dispatched_at", "last_reminded_at", "report_status",
    "completion_note", "min_people_required", "estimated_duration", "announcement_audio_url",
    "announcement_text", "completion_audio_url", "completion_text",
}  # fmt: skip


async def wished(backend: httpx.AsyncClient, **said: object) -> dict[str, Any]:
    answer = await backend.post("/tasks/", json={"title": "Wipe the board", **said})
    assert answer.status_code == 200, answer.text
    task: dict[str, Any] = answer.json()
    return task


async def put(backend: httpx.AsyncClient, path: str, **said: object) -> dict[str, Any]:
    answer = await backend.put(f"/tasks/{path}", json=said)
    assert answer.status_code == 200, answer.text
    task: dict[str, Any] = answer.json()
    return task


async def shown(backend: httpx.AsyncClient, query: str = "") -> list[int]:
    answer = await backend.get(f"/tasks/{query}")
    assert answer.status_code == 200, answer.text
    return [task["id"] for task in answer.json()]


async def seen(office: Hub, count: int, zone: str = "main") -> None:
    data = OccupancyObserved(zone=zone, person_count=count, camera="cam")
    now = datetime.now(UTC)
    about = Subject.of("zone", zone)
    await office.log.append([Event(new_id(), data, "/edge/cam", about, now)])


async def test_a_wish_is_answered_with_its_task(backend: httpx.AsyncClient) -> None:
    task = await wished(backend)
    assert set(task) == FIELDS
    defaults = {
        "id": 1, "location": "Office", "zone": None, "bounty_gold": 10, "bounty_xp": 50,
        "urgency": 2, "task_type": [], "is_completed": False, "is_queued": False,
        "assigned_to": None, "min_people_required": 1, "estimated_duration": 10,
    }  # fmt: skip
    assert {name: task[name] for name in defaults} == defaults
    assert task["dispatched_at"] is not None
    assert (await backend.get("/tasks/1")).json() == task
    assert (await backend.get("/tasks/")).json() == [task]


async def test_all_that_a_wish_may_say_is_told_again(backend: httpx.AsyncClient) -> None:
    said: dict[str, object] = {
        "title": "水やり", "description": "窓際", "location": "Window", "zone": "main",
        "bounty_gold": 700, "bounty_xp": 5, "urgency": 4, "task_type": ["plants", "urgent"],
        "min_people_required": 2, "estimated_duration": 3, "announcement_audio_url": "/audio/a.wav",
        "announcement_text": "お願いします", "completion_audio_url": "/audio/b.wav",
        "completion_text": "ありがとう",
    }  # fmt: skip
    task = await wished(backend, **said, expires_at="2099-01-01T09:00:00+09:00")
    assert {name: task[name] for name in said} == said
    assert datetime.fromisoformat(task["expires_at"]).year < 2099  # ten years, within reason


async def test_a_second_wish_for_the_same_is_the_same_task(backend: httpx.AsyncClient) -> None:
    first = await wished(backend)
    second = await wished(backend, urgency=3, description="Both sides")
    assert (second["id"], second["urgency"], second["description"]) == (1, 3, "Both sides")
    assert first["created_at"] == second["created_at"]
    assert await shown(backend) == [1]


async def test_a_task_is_taken_and_done(backend: httpx.AsyncClient) -> None:
    await wished(backend)
    taken = await put(backend, "1/accept", user_id=5)
    assert (taken["assigned_to"], taken["accepted_at"] is not None) == (5, True)
    report = {"report_status": "resolved", "completion_note": "All clean"}
    done = await put(backend, "1/complete", **report)
    assert done["is_completed"] is True
    assert {name: done[name] for name in report} == report
    again = await put(backend, "1/complete", report_status="cannot_resolve")
    assert again == done


async def test_who_did_it_is_paid_before_the_answer(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    await wished(backend, bounty_gold=700)
    await put(backend, "1/accept", user_id=5)
    await put(backend, "1/complete")
    query = Query(types=frozenset({Transferred.event_type}))
    newest = (await office.log.backward(query=query, limit=1))[0].data
    assert isinstance(newest, Transferred)
    assert newest.reference == "task:1"


async def test_nobody_has_to_say_who_they_are(backend: httpx.AsyncClient) -> None:
    await wished(backend)
    answer = await backend.put("/tasks/1/accept")
    assert (answer.status_code, answer.json()["assigned_to"]) == (200, None)
    assert (await backend.put("/tasks/1/complete")).json()["is_completed"] is True


@pytest.mark.parametrize("tap", ["accept", "complete", "ignore", "cancel", "reminded", "dispatch"])
@pytest.mark.parametrize("number", ["7", "0", "-1", "99999999999999999999"])
async def test_what_never_was_is_404(backend: httpx.AsyncClient, tap: str, number: str) -> None:
    answer = await backend.put(f"/tasks/{number}/{tap}", json={})
    assert answer.status_code == 404
    assert "no task" in answer.json()["detail"]
    assert (await backend.get(f"/tasks/{number}")).status_code == 404


async def test_what_cannot_be_is_400_and_says_why(backend: httpx.AsyncClient) -> None:
    await wished(backend)
    answer = await backend.put("/tasks/1/complete", json={})
    assert (answer.status_code, answer.json()["detail"]) == (400, "task 1 has to be accepted first")
    await put(backend, "1/accept", user_id=5)
    answer = await backend.put("/tasks/1/accept", json={"user_id": 6})
    assert (answer.status_code, answer.json()["detail"]) == (400, "task 1 is taken already")
    await put(backend, "1/complete")
    answer = await backend.put("/tasks/1/accept", json={"user_id": 6})
    assert (answer.status_code, answer.json()["detail"]) == (400, "task 1 is completed")


async def test_what_was_taken_back_is_gone_from_the_list(backend: httpx.AsyncClient) -> None:
    await wished(backend)
    await put(backend, "1/cancel", reason="rain")
    assert await shown(backend) == []
    await put(backend, "1/cancel")
    assert (await backend.put("/tasks/1/accept", json={})).status_code == 400
    assert (await wished(backend))["id"] == 2


async def test_what_is_past_its_time_is_gone_from_the_list(backend: httpx.AsyncClient) -> None:
    past = datetime.now(UTC) - timedelta(hours=1)
    await wished(backend, expires_at=past.isoformat())
    assert await shown(backend) == []


async def test_a_task_waits_for_people(office: Hub, backend: httpx.AsyncClient) -> None:
    await seen(office, 0)
    task = await wished(backend, zone="main", urgency=3)
    assert (task["is_queued"], task["dispatched_at"]) == (True, None)
    assert await shown(backend, "queue") == [1]
    await seen(office, 2)
    async with asyncio.timeout(5):
        while await shown(backend, "queue"):
            await asyncio.sleep(0.02)
    assert (await backend.get("/tasks/1")).json()["is_queued"] is False


async def test_a_waiting_task_is_shown_by_hand(backend: httpx.AsyncClient) -> None:
    assert (await wished(backend, zone="attic"))["is_queued"] is True
    task = await put(backend, "1/dispatch")
    assert (task["is_queued"], task["dispatched_at"] is not None) == (False, True)
    assert await put(backend, "1/dispatch") == task


async def test_a_waiting_task_can_be_taken(backend: httpx.AsyncClient) -> None:
    await wished(backend, zone="attic")
    assert (await put(backend, "1/accept", user_id=5))["is_queued"] is False


async def test_the_list_is_newest_first_and_narrowed_by_status(backend: httpx.AsyncClient) -> None:
    for n in range(4):
        await wished(backend, title=f"{n}", zone="attic" if n == 0 else None)
    await put(backend, "3/accept", user_id=5)
    await put(backend, "4/accept", user_id=5)
    await put(backend, "4/complete")
    assert await shown(backend) == [4, 3, 2, 1]
    assert await shown(backend, "?skip=1&limit=2") == [3, 2]
    found = [
        await shown(backend, f"?status={one}")
        for one in ("queued", "open", "accepted", "completed")
    ]
    assert found == [[1], [2], [3], [4]]
    assert (await backend.get("/tasks/?status=lost")).status_code == 422


async def test_the_queue_has_the_most_urgent_first(backend: httpx.AsyncClient) -> None:
    for n, urgency in enumerate((1, 3, 2, 3)):
        await wished(backend, title=f"{n}", zone="attic", urgency=urgency)
    assert await shown(backend, "queue") == [2, 4, 3, 1]


async def test_statistics(office: Hub, backend: httpx.AsyncClient) -> None:
    assert set((await backend.get("/tasks/stats")).json().values()) == {0}
    for n in range(3):
        await wished(backend, title=f"{n}", zone="attic" if n == 0 else None)
    await put(backend, "2/accept", user_id=5)
    before = (await office.log.head()).position
    await put(backend, "2/complete")
    expected = {
        "total_xp": 50, "tasks_completed": 1, "tasks_created": 3, "tasks_active": 1,
        "tasks_queued": 1, "tasks_completed_last_hour": 1,
    }  # fmt: skip
    assert (await backend.get("/tasks/stats")).json() == expected
    past = (await backend.get(f"/tasks/stats?at={before}")).json()
    assert (past["tasks_completed"], past["tasks_active"]) == (0, 2)


async def test_the_past_is_as_it_was(office: Hub, backend: httpx.AsyncClient) -> None:
    await wished(backend)
    before = (await office.log.head()).position
    await put(backend, "1/accept", user_id=5)
    past = (await backend.get(f"/tasks/1?at={before}")).json()
    assert past["assigned_to"] is None
    (listed,) = (await backend.get(f"/tasks/?at={before}&status=open")).json()
    assert listed == past
    assert (await backend.get("/tasks/1?at=0")).status_code == 404


async def test_reminding_by_hand_is_noted(backend: httpx.AsyncClient) -> None:
    await wished(backend)
    assert (await put(backend, "1/reminded"))["last_reminded_at"] is not None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x", "urgency": 5}, "urgency"),
        ({"title": "x", "bounty_gold": -1}, "bounty_gold"),
        ({"title": "x", "bounty_gold": 1e30}, "bounty_gold"),
        ({"title": "x", "zone": "a\nb"}, "zone"),
        ({"title": "x", "task_type": "cleaning"}, "task_type"),
        ({"title": "x", "expires_at": "soon"}, "expires_at"),
    ],
)
async def test_a_wish_that_cannot_be_is_named_by_its_field(
    backend: httpx.AsyncClient, said: dict[str, object], field: str
) -> None:
    answer = await backend.post("/tasks/", json=said)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await shown(backend) == []


@pytest.mark.parametrize(
    "said",
    [{"report_status": "fine"}, {"completion_note": "x" * 501}, {"user_id": 0}],
)
async def test_a_report_keeps_within_bounds(
    backend: httpx.AsyncClient, said: dict[str, object]
) -> None:
    await wished(backend)
    await put(backend, "1/accept")
    assert (await backend.put("/tasks/1/complete", json=said)).status_code == 422


async def test_a_body_that_is_not_json_is_told_where(backend: httpx.AsyncClient) -> None:
    kind = {"content-type": "application/json"}
    answer = await backend.post("/tasks/", content='{"title": bad}', headers=kind)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "body: not JSON: Expecting value at character 10"
