"""Who says which devices may be commanded, and who sees it."""

from datetime import UTC, datetime

import httpx
import pytest

from events.devices import HeartbeatReceived, TrustChanged
from events.envelope import Event
from events.identity import Subject, new_id
from events.people import Role
from events.query import Query
from tests.integration.backend.accounts import Guarded
from tests.integration.backend.test_stream import told
from tests.integration.projector.test_projector import Hub


def beat(device: str, *tools: str) -> Event:
    details = {"capabilities": list(tools), "power_mode": "DEEP_SLEEP"}
    return Event(
        id=new_id(),
        data=HeartbeatReceived(device=device, details=details),
        source=f"/edge/{device}",
        subject=Subject.of("device", device),
        time=datetime.now(UTC),
    )


async def words(office: Hub) -> list[tuple[str, bool, Subject | None]]:
    query = Query(types=frozenset({TrustChanged.event_type}))
    events = await office.log.backward(query=query)
    return [
        (e.data.device, e.data.trusted, e.actor)
        for e in reversed(events)
        if isinstance(e.data, TrustChanged)
    ]


async def say(client: httpx.AsyncClient, device: str, trusted: object) -> int:
    answer = await client.put(f"/devices/{device}/trust", json={"trusted": trusted})
    return answer.status_code


async def test_an_operators_word_is_recorded_once_and_shown(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.log.append([beat("lamp_01", "set_state")])
    await office.projected()
    (before,) = (await backend.get("/devices/")).json()
    assert (before["trusted"], before["trust_said"]) == (False, None)
    assert (before["tools"], before["sleeps"]) == (["set_state"], True)
    assert await say(backend, "lamp_01", True) == 200
    assert await say(backend, "lamp_01", True) == 200
    assert await words(office) == [("lamp_01", True, None)]
    await office.projected()
    assert (await backend.get("/devices/lamp_01")).json()["trusted"] is True
    assert await say(backend, "lamp_01", False) == 200
    assert [trusted for _, trusted, _ in await words(office)] == [True, False]


async def test_a_device_that_nobody_heard_of_cannot_be_trusted(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    assert await say(backend, "ghost_01", True) == 404
    assert await say(backend, "x" * 300, True) == 404
    assert await words(office) == []


@pytest.mark.parametrize("word", ["yes", 1, None])
async def test_a_word_is_yes_or_no(backend: httpx.AsyncClient, office: Hub, word: object) -> None:
    await office.log.append([beat("lamp_01")])
    assert await say(backend, "lamp_01", word) == 422


async def test_a_leaf_whose_hub_is_distrusted_is_not_trusted(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.log.append([beat("hub_01"), beat("hub_01.leaf_02")])
    assert await say(backend, "hub_01.leaf_02", True) == 200
    await office.projected()
    assert (await backend.get("/devices/hub_01.leaf_02")).json()["trusted"] is True
    assert await say(backend, "hub_01", False) == 200
    await office.projected()
    assert (await backend.get("/devices/hub_01.leaf_02")).json()["trusted"] is False


@pytest.mark.parametrize("role", ["member", "kiosk", "device", "auditor"])
async def test_only_operators_say_so(guarded: Guarded, office: Hub, role: Role) -> None:
    await office.log.append([beat("lamp_01")])
    somebody, boss = await guarded.member("ann", role), await guarded.member("boss", "operator")
    assert await say(somebody.client, "lamp_01", True) == 403
    assert await say(boss.client, "lamp_01", True) == 200
    assert await words(office) == [("lamp_01", True, Subject.of("person", boss.number))]


async def test_a_stream_tells_of_a_word(backend: httpx.AsyncClient, office: Hub) -> None:
    await office.log.append([beat("lamp_01")])
    projector = await office.projected()
    head = (await office.log.head()).position
    assert await say(backend, "lamp_01", True) == 200
    await office.catch_up(projector)
    heard = await told(backend, "devices", head, lambda one: one.data["key"] == "lamp_01")
    assert heard[-1].data["row"]["trusted"] is True
