"""Many ask about the same tasks at once, and a replay decides all of it again."""

import asyncio
from collections import Counter

import httpx
import pytest

from events.query import Query
from events.tasks import Accepted
from handlers.replay.check import check
from tests.integration.backend.test_tasks import put, seen, wished
from tests.integration.projector.test_projector import Hub

pytestmark = pytest.mark.usefixtures("deciding")


async def test_of_fifty_who_want_a_task_one_has_it(office: Hub, backend: httpx.AsyncClient) -> None:
    await wished(backend)
    answers = await asyncio.gather(
        *(backend.put("/tasks/1/accept", json={"user_id": n}) for n in range(1, 51))
    )
    assert Counter(one.status_code for one in answers) == {200: 1, 400: 49}
    (winner,) = (one.json()["assigned_to"] for one in answers if one.status_code == 200)
    query = Query(types=frozenset({Accepted.event_type}))
    (accepted,) = await office.log.backward(query=query, limit=50)
    assert isinstance(accepted.data, Accepted)
    assert accepted.data.person == winner


async def test_of_many_who_wish_for_the_same_there_is_one_task(backend: httpx.AsyncClient) -> None:
    tasks = await asyncio.gather(*(wished(backend, urgency=n % 3) for n in range(20)))
    assert {task["id"] for task in tasks} == {1}


async def test_all_of_it_is_decided_again_by_a_replay(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    await seen(office, 1)
    await asyncio.gather(*(wished(backend, title=f"{n % 3}", zone="main") for n in range(6)))
    await put(backend, "1/accept", user_id=5)
    await put(backend, "1/complete", report_status="no_issue")
    await put(backend, "2/cancel", reason="rain")
    await put(backend, "3/reminded")
    report = await check(office.log)
    assert report.first_divergence is None
    assert report.checked > 10
