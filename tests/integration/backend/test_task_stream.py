"""Tasks on the stream: as they change, and when they are gone from the list."""

import httpx

from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.tasks import Cancelled, Created
from tests.integration.backend.test_stream import told
from tests.integration.projector.test_projector import START, Hub


def about(data: Payload) -> Event:
    return Event(new_id(), data, "/services/test", Subject("task:1"), START)


async def test_a_task_is_told_as_the_list_shows_it_and_as_gone_when_it_is(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    created = Created(task=1, title="Wipe", bounty_milli=10, bounty_xp=50, urgency=2)
    await office.log.append([about(created)])
    projector = await office.projected()
    listed = (await backend.get("/tasks/1")).json()
    (message,) = await told(backend, "tasks", 0, lambda one: one.kind == "view")
    assert (message.data["view"], message.data["key"]) == ("tasks", "1")
    assert message.data["row"] == listed
    await office.log.append([about(Cancelled(task=1))])
    await office.catch_up(projector)
    (message,) = await told(backend, "tasks", 1, lambda one: one.kind == "view")
    assert (message.data["key"], message.data["row"]) == ("1", None)
