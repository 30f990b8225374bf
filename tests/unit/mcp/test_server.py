"""The server answers whatever happens: within its limits, and never with a stack trace."""

from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from services.accounts import Caller
from services.accounts.limits import Buckets
from services.mcp.arguments import require_plain
from services.mcp.callers import Context
from services.mcp.faults import Fault
from services.mcp.server import AgentServer, Limits

MEMBER = Caller(7, "member")


async def a_member(_: Context) -> Caller:
    return MEMBER


class Broken:
    """An office of which nothing works."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"secret of {name}")


def server(**limits: Buckets) -> AgentServer:
    broken: Any = Broken()
    return AgentServer(broken, a_member, Limits(**limits))


async def told(client: Client, tool: str) -> str:
    result = await client.call_tool(tool, {})
    assert result.is_error
    return str(result.content)


async def test_an_unforeseen_error_is_not_told_in_its_own_words() -> None:
    async with Client(server().server()) as client:
        assert "secret" not in await told(client, "list_zones")
        with pytest.raises(MCPError) as failed:
            await client.read_resource("soms://zones")
        assert "secret" not in str(failed.value)


async def test_whoever_reads_too_often_waits() -> None:
    slow = Buckets(1, 2, clock=lambda: 0.0)
    async with Client(server(reading=slow).server()) as client:
        for _ in range(2):
            assert "unexpected" in await told(client, "list_zones")
        assert "too many calls; try again in 1 s" in await told(client, "list_zones")


async def test_an_address_of_nobodys_is_refused() -> None:
    async with Client(server().server()) as client:
        with pytest.raises(MCPError, match="no resource"):
            await client.read_resource("file:///etc/passwd")


@pytest.mark.parametrize("tool", ["zone_state", "query_log", "request_task"])
async def test_a_nul_in_any_argument_is_refused_by_its_name(tool: str) -> None:
    async with Client(server().server()) as client:
        result = await client.call_tool(tool, {"zone": {"deep": ["a", "b\0"]}})
    assert result.is_error
    assert "zone: NUL characters are not allowed" in str(result.content)


@pytest.mark.parametrize("number", [10**30, -(2**63) - 1, float("nan"), float("inf")])
def test_a_number_that_no_reader_of_json_can_hold_is_refused_by_its_name(number: float) -> None:
    with pytest.raises(Fault, match="bounty: numbers are finite, and whole ones within 64 bits"):
        require_plain({"title": "a", "bounty": [{"deep": number}]})


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused_by_the_name_of_its_argument(text: str) -> None:
    with pytest.raises(Fault, match="title: halves of surrogate pairs are not allowed"):
        require_plain({"title": {"deep": [text]}})
    with pytest.raises(Fault) as fault:
        require_plain({text: 1})
    assert str(fault.value).encode(), "it can be told"


def test_any_other_argument_is_plain() -> None:
    require_plain(
        {"a": 2**63, "b": -(2**63), "c": 1.5, "d": True, "e": None, "f": {"g": ["\uffff"]}}
    )


async def test_a_nul_in_an_address_is_refused_too() -> None:
    async with Client(server().server()) as client:
        with pytest.raises(MCPError, match="NUL characters are not allowed"):
            await client.read_resource("soms://zones/a%00b")
