"""All tools and resources, as agents are told of them.

A resource is an answer of a reading tool under an address, for clients that let people pick them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from mcp_types import Resource, ResourceTemplate, ToolAnnotations
from mcp_types import Tool as ToolInfo
from pydantic import BaseModel

from services.mcp.acting import ACTING_TOOLS, ActingTool
from services.mcp.reading_books import BOOK_TOOLS
from services.mcp.reading_brain import BRAIN_TOOLS
from services.mcp.reading_log import LOG_TOOLS
from services.mcp.reading_office import OFFICE_TOOLS
from services.mcp.tool import ReadTool, description_of, schema_of

READING: Mapping[str, ReadTool] = {
    tool.name: tool for tool in (*OFFICE_TOOLS, *LOG_TOOLS, *BRAIN_TOOLS, *BOOK_TOOLS)
}
ACTING: Mapping[str, ActingTool] = {tool.name: tool for tool in ACTING_TOOLS}

SCHEME = "soms://"
JSON = "application/json"

_RESOURCES: Mapping[str, str] = {
    "zones": "list_zones",
    "devices": "list_devices",
    "tasks": "list_tasks",
    "brain": "brain_status",
}
_TEMPLATES: Mapping[str, tuple[str, str]] = {
    "zones": ("zone_state", "zone"),
    "events": ("get_event", "event"),
}
"""By the address's first part, the tool, and the argument that the second part is."""


class Call(NamedTuple):
    """A reading tool, and what it is asked."""

    tool: ReadTool
    arguments: Mapping[str, Any]


def tool_infos() -> list[ToolInfo]:
    reading = [_info(tool.name, description_of(tool.asked), tool.asked, acts=False)
               for tool in READING.values()]  # fmt: skip
    acting = [_info(one.name, one.description, one.asked, acts=True) for one in ACTING_TOOLS]
    return [*reading, *acting]


def _info(name: str, description: str, asked: type[BaseModel], *, acts: bool) -> ToolInfo:
    hints = ToolAnnotations(
        read_only_hint=not acts, destructive_hint=acts, idempotent_hint=not acts,
        open_world_hint=acts,
    )  # fmt: skip
    return ToolInfo(
        name=name, description=description, input_schema=schema_of(asked), annotations=hints
    )


def resources() -> list[Resource]:
    return [
        Resource(
            uri=f"{SCHEME}{name}",
            name=name,
            description=description_of(READING[tool].asked),
            mime_type=JSON,
        )
        for name, tool in _RESOURCES.items()
    ]


def resource_templates() -> list[ResourceTemplate]:
    return [
        ResourceTemplate(
            uri_template=f"{SCHEME}{name}/{{{argument}}}",
            name=argument,
            description=description_of(READING[tool].asked),
            mime_type=JSON,
        )
        for name, (tool, argument) in _TEMPLATES.items()
    ]


def resource_at(uri: str) -> Call | None:
    """What an address stands for; None if it is none of ours."""
    if not uri.startswith(SCHEME):
        return None
    name, slash, rest = uri.removeprefix(SCHEME).partition("/")
    if not slash:
        tool = _RESOURCES.get(name)
        return None if tool is None else Call(READING[tool], {})
    if name not in _TEMPLATES or not rest:
        return None
    tool, argument = _TEMPLATES[name]
    return Call(READING[tool], {argument: unquote(rest)})
