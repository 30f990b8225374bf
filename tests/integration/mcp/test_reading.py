"""Agents read the office over streamable HTTP, with the official client: bounded, and as data."""

import json
from pathlib import Path

from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import PostgresHeads
from services.mcp.answers import UNTRUSTED
from services.publisher.signing import VERIFIER_FILE, sign
from tests.integration.mcp.conftest import Server, refused, said
from tests.integration.projector.test_projector import START, Hub


async def test_an_agent_finds_tools_resources_and_what_to_make_of_text(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        tools = {one.name: one for one in (await client.list_tools()).tools}
        assert {"query_log", "zone_state", "why", "request_task", "command_device"} <= set(tools)
        assert tools["query_log"].annotations is not None
        assert tools["query_log"].annotations.read_only_hint
        assert tools["request_task"].annotations is not None
        assert not tools["request_task"].annotations.read_only_hint
        assert UNTRUSTED in (client.instructions or "")
        found = (await client.list_resources()).resources
        assert {str(one.uri) for one in found} >= {"soms://zones", "soms://tasks"}


async def test_a_client_of_an_older_protocol_is_answered_too(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token, mode="legacy") as client:
        assert (await said(client, "list_zones"))["zones"] == ["room_0", "room_1", "room_2"]


async def test_zones_are_told_as_they_are_and_as_they_were(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        assert (await said(client, "list_zones"))["zones"] == ["room_0", "room_1", "room_2"]
        now = await said(client, "zone_state", zone="room_0", at="30")
        before = await said(client, "zone_state", zone="room_0", at="1")
        assert (now["position"], before["position"]) == (30, 1)
        assert len(now["zone"]["channels"]) == len(before["zone"]["channels"]) == 1
        assert now["zone"] != before["zone"]
        assert "room_9" in await refused(client, "zone_state", zone="room_9")
        assert "beyond the log's head" in await refused(
            client, "zone_state", zone="room_0", at="999"
        )


async def test_the_log_is_read_by_type_subject_and_position(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        kind = ["telemetry.reading_recorded"]
        newest = await said(client, "query_log", types=kind, limit=2)
        assert [one["position"] for one in newest["events"]] == [30, 29]
        assert newest["left_out"]
        assert newest["untrusted"] == UNTRUSTED
        after = await said(client, "query_log", types=kind, after=28, newest_first=False)
        assert [one["position"] for one in after["events"]] == [29, 30]
        assert not after["left_out"]
        about = await said(client, "query_log", subject="device:env_3", limit=100)
        assert {one["subject"] for one in about["events"]} == {"device:env_3"}


async def test_one_event_is_told_in_full_and_why_it_happened(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        found = await said(client, "get_event", event="7")
        assert (found["position"], found["event"]["position"]) == (7, 7)
        why = await said(client, "why", event=found["event"]["id"])
        assert why["event"]["words"] == found["words"]
        assert "no 999" in await refused(client, "get_event", event="999")
        assert "UUID" in await refused(client, "get_event", event="x' OR 1=1 --")


async def test_a_resource_is_what_its_tool_answers(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        (content,) = (await client.read_resource("soms://zones/room_1")).contents
        told = json.loads(getattr(content, "text", ""))
        assert told["zone"]["zone"] == "room_1"
        assert told["untrusted"] == UNTRUSTED


async def test_what_is_asked_wrongly_is_told_by_its_field(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        assert "limit" in await refused(client, "query_log", limit=101)
        assert "limit" in await refused(client, "query_log", limit="5")
        assert "subject" in await refused(client, "query_log", subject="nothing")
        assert "shell" in await refused(client, "list_zones", shell="rm -rf /")
        assert "no tool" in await refused(client, "drop_table")


async def test_balances_are_for_their_owner_and_for_whoever_audits(server: Server) -> None:
    member, auditor = await server.person("rei", "member"), await server.person("aki", "auditor")
    async with server.agent(member.token) as client:
        told = await refused(client, "wallet_balance", user_id=auditor.number)
        assert "for themselves only" in told
        assert "no wallet" in await refused(client, "wallet_balance", user_id=member.number)
    async with server.agent(auditor.token) as client:
        assert "no wallet" in await refused(client, "wallet_balance", user_id=member.number)


async def test_a_proof_is_made_and_holds_until_it_is_tampered_with(
    server: Server, office: Hub, tmp_path: Path
) -> None:
    key = SigningKey.generate(f"soms/{office.log.hub}")
    (tmp_path / VERIFIER_FILE).write_text(f"{key.verifier}\n")
    member = await server.person("rei", "member")
    await PostgresHeads(office.log).keep(sign(await office.log.head(), key, START).stored())
    async with server.agent(member.token) as client:
        proof = (await said(client, "prove", event="7"))["proof"]
        holds = await said(client, "verify_proof", proof=proof)
        assert (holds["ok"], holds["event_position"]) == (True, 7)
        forged = await said(client, "verify_proof", proof=proof.replace("room_0", "room_1"))
        assert not forged["ok"]


async def test_devices_tasks_and_the_brain_are_told_with_their_position(server: Server) -> None:
    member = await server.person("rei", "member")
    async with server.agent(member.token) as client:
        devices = await said(client, "list_devices", limit=3)
        assert (len(devices["devices"]), devices["left_out"]) == (3, True)
        assert devices["position"] == 30
        assert (await said(client, "list_tasks"))["tasks"] == []
        assert (await said(client, "brain_status"))["thinks_with"] is None
