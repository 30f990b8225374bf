"""The server itself: what comes in by any transport is known, limited, read or proposed, and told.

Nothing that goes wrong here is told in its own words unless they were chosen for the caller.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import mcp_types as wire
import orjson
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from services.accounts import Caller
from services.accounts.limits import Buckets
from services.mcp.acting import Proposal, propose
from services.mcp.answers import UNTRUSTED, Answer
from services.mcp.arguments import require_plain
from services.mcp.callers import Context, WhoAsks
from services.mcp.catalogue import (
    ACTING,
    JSON,
    READING,
    resource_at,
    resource_templates,
    resources,
    tool_infos,
)
from services.mcp.faults import Fault, in_words
from services.mcp.office import Office
from services.mcp.tool import ReadTool

ANSWER_S = 30.0
"""For any call, at most."""

INSTRUCTIONS = (
    "SOMS runs an office: sensors, devices, tasks for people, credits; all of it is one log of "
    "events. Look with list_zones, zone_state, list_devices, list_tasks, query_log; ask why. "
    "Actions are proposals that a policy gate decides by rules; a refusal names its rule. "
    + UNTRUSTED
)

logger = logging.getLogger(__name__)


@dataclass
class Limits:
    """How often one agent may call; what its actions come to, the gate limits besides."""

    reading: Buckets = field(default_factory=lambda: Buckets(10, 60))
    acting: Buckets = field(default_factory=lambda: Buckets(0.5, 10))


@dataclass
class AgentServer:
    """Answers calls for one office."""

    office: Office
    who: WhoAsks
    limits: Limits = field(default_factory=Limits)

    def server(self) -> Server[Any]:
        """For any transport of the SDK."""
        return Server(
            "soms",
            version=version("soms"),
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, *_: object) -> wire.ListToolsResult:
        return wire.ListToolsResult(tools=tool_infos())

    async def _list_resources(self, *_: object) -> wire.ListResourcesResult:
        return wire.ListResourcesResult(resources=resources())

    async def _list_templates(self, *_: object) -> wire.ListResourceTemplatesResult:
        return wire.ListResourceTemplatesResult(resource_templates=resource_templates())

    async def _call_tool(
        self, context: Context, params: wire.CallToolRequestParams
    ) -> wire.CallToolResult:
        try:
            answer = await self._answered(context, params.name, params.arguments or {})
        except Exception as error:  # noqa: BLE001  (whatever it is, an agent is told no more of it)
            return _failed(_words(error, params.name))
        return _result(answer)

    async def _answered(self, context: Context, name: str, arguments: Mapping[str, Any]) -> Answer:
        require_plain(arguments)
        caller = await self.who(context)
        reading, acting = READING.get(name), ACTING.get(name)
        async with asyncio.timeout(ANSWER_S):
            if reading is not None:
                return await self._read(caller, reading, arguments)
            if acting is not None:
                _limit(self.limits.acting, caller)
                return await propose(self.office, caller, Proposal(acting, arguments))
        raise Fault(f"there is no tool {name!r:.60}; see tools/list")

    async def _read(self, caller: Caller, tool: ReadTool, arguments: Mapping[str, Any]) -> Answer:
        _limit(self.limits.reading, caller)
        asked = tool.asked.model_validate(dict(arguments))
        return await tool.read(self.office, caller, asked)

    async def _read_resource(
        self, context: Context, params: wire.ReadResourceRequestParams
    ) -> wire.ReadResourceResult:
        uri = str(params.uri)
        call = resource_at(uri)
        if call is None:
            raise MCPError(INVALID_PARAMS, f"there is no resource {uri!r:.100}")
        try:
            require_plain(call.arguments)
            async with asyncio.timeout(ANSWER_S):
                answer = await self._read(await self.who(context), call.tool, call.arguments)
        except Exception as error:  # noqa: BLE001  (as above)
            raise MCPError(INVALID_PARAMS, _words(error, uri)) from None
        text = wire.TextResourceContents(uri=params.uri, text=_text(answer), mime_type=JSON)
        return wire.ReadResourceResult(contents=[text])


def _limit(buckets: Buckets, caller: Caller) -> None:
    """Raises `Fault`."""
    if wait_s := buckets.wait_s(str(caller.person)):
        raise Fault(f"too many calls; try again in {wait_s} s")


def _words(error: Exception, called: str) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {ANSWER_S:g} s; try again"
    told = in_words(error)
    if told is None:
        logger.error("%r could not be answered", called[:100], exc_info=error)
        return "unexpected error; it has been logged"
    return told


def _result(answer: Answer) -> wire.CallToolResult:
    return wire.CallToolResult(
        content=[wire.TextContent(type="text", text=_text(answer))],
        structured_content=answer.as_object(),
    )


def _failed(reason: str) -> wire.CallToolResult:
    return wire.CallToolResult(content=[wire.TextContent(type="text", text=reason)], is_error=True)


def _text(answer: Answer) -> str:
    return orjson.dumps(answer.as_object()).decode()
