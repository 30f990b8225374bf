"""Agents act through the gate: every verdict is an event, and a replay decides it again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from events.brain import ActionApproved, ActionProposed, ActionRefused
from events.devices import CommandRequested
from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.query import Query
from events.tasks import Created, Requested
from events.telemetry import ReadingRecorded
from handlers.replay.check import check
from tests.integration.mcp.conftest import Server, refused, said
from tests.integration.projector.test_projector import START, Hub

WISH = {"title": "植物に水をやってください", "description": "土が乾いています。", "zone": "room_0"}

pytestmark = pytest.mark.usefixtures("deciding", "_measured_just_now")


@pytest.fixture
async def _measured_just_now(office: Hub) -> None:
    """The gate knows a zone by what is measured there, not by what is told of long ago."""
    now = datetime.now(UTC)
    measured = ReadingRecorded(zone="room_0", channel="temperature", value=22.0)
    event = Event(new_id(), measured, "/edge/test", Subject("device:env_1"), now)
    await office.log.append([event])


async def recorded(office: Hub, payload: type[Payload]) -> list[Any]:
    found = await office.log.backward(query=Query(types=frozenset({payload.event_type})))
    return list(reversed(found))


async def test_a_task_is_requested_and_everything_names_the_agent(
    server: Server, office: Hub
) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        told = await said(client, "request_task", **WISH)
    assert (told.get("verdict"), told.get("task")) == ("approved", 1)
    (asked,) = await recorded(office, ActionProposed)
    (verdict,) = await recorded(office, ActionApproved)
    (wish,) = await recorded(office, Requested)
    (task,) = await recorded(office, Created)
    actor = f"person:{member.number}"
    assert asked.actor == actor
    assert actor in verdict.tags
    assert actor in wish.tags
    assert verdict.causation_id == wish.causation_id == asked.id
    assert verdict.data.cycle == asked.data.cycle
    assert asked.data.cycle.startswith("mcp:")
    assert task.data.title == WISH["title"]


async def test_a_refusal_is_told_with_its_rule_and_is_on_record(
    server: Server, office: Hub
) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        told = await said(client, "request_task", **WISH | {"zone": "nowhere"})
        assert (told["verdict"], told["rule"]) == ("refused", "zone_unknown")
        told = await said(client, "speak", message="窓が開いています")
        assert (told["verdict"], told["rule"]) == ("refused", "caller_rights")
    assert len(await recorded(office, ActionRefused)) == 2
    assert await recorded(office, Requested) == []


async def test_a_command_needs_a_device_that_is_known(server: Server, office: Hub) -> None:
    operator = await server.person("aki", "operator")
    call = {"agent_id": "hvac_99", "tool_name": "set_power", "arguments": {"state": "on"}}
    async with server.agent(operator.token) as client:
        told = await said(client, "command_device", **call)
    assert (told["verdict"], told["rule"]) == ("refused", "device_unknown")
    assert await recorded(office, CommandRequested) == []


async def test_what_agents_did_is_decided_again_by_a_replay(server: Server, office: Hub) -> None:
    service = await server.person("bot", "service")
    async with server.agent(service.token) as client:
        await said(client, "request_task", **WISH)
        await said(client, "request_task", **WISH)
        await said(client, "speak", message="水をやりました", zone="room_0")
    report = await check(office.log)
    assert report.divergences == 0
    assert len(await recorded(office, ActionApproved)) == 2
    (refusal,) = await recorded(office, ActionRefused)
    assert refusal.data.rule == "task_duplicate"


async def test_a_verdict_that_was_forged_is_found_by_a_replay(server: Server, office: Hub) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        await said(client, "request_task", **WISH | {"zone": "nowhere"})
    (refusal,) = await recorded(office, ActionRefused)
    forged = ActionApproved(
        cycle=refusal.data.cycle, step=1, ordinal=0, tool="create_task", arguments={},
        tier="harmless",
    )  # fmt: skip
    event = Event(new_id(), forged, refusal.source, Subject(refusal.subject), START)
    await office.log.append([event])
    assert (await check(office.log)).divergences == 1


async def test_too_many_actions_are_turned_away_at_the_door(server: Server, office: Hub) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        answers = [await client.call_tool("speak", {"message": "はい"}) for _ in range(40)]
    refusals = [one for one in answers if one.is_error]
    assert refusals
    assert "too many calls" in str(refusals[0].content)
    assert len(await recorded(office, ActionProposed)) == len(answers) - len(refusals)


async def test_what_is_too_long_to_be_an_action_is_not_recorded(
    server: Server, office: Hub
) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        told = await refused(client, "request_task", **WISH | {"description": "長" * 9_000})
    assert "bytes" in told
    assert await recorded(office, ActionProposed) == []
