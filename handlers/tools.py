"""The tools that the model is offered, each defined once.

From these models come the JSON schema that the model sees, the validation of what it calls, and the
documentation. They are strict: a number written as text, an unknown argument or a missing one is
refused. What the values may be beyond their type and length is for the gate (`handlers.gate`).
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from events.voice import Tone
from handlers.strict import Strict

TITLE_LIMIT = 100
DESCRIPTION_LIMIT = 500
SPEECH_LIMIT = 70
TYPES_LIMIT = 5

Name = Annotated[str, Field(min_length=1, max_length=100)]
Kind = Annotated[str, Field(min_length=1, max_length=50)]


class Tool(Strict):
    """The arguments of one tool; the docstring is what the model reads about it."""

    name: ClassVar[str]


class CreateTask(Tool):
    """Ask the people in the office to do something that no device can do. They are paid for it."""

    name: ClassVar[str] = "create_task"

    title: Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT)]
    """What is to be done, in Japanese, in a few words."""
    description: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_LIMIT)]
    """Why, and how, in Japanese."""
    bounty: int = 1000
    """Reward, 500 to 5000: easy 500-1000, medium 1000-2000, heavy 2000-5000."""
    urgency: int = 2
    """0 deferred, 1 low, 2 normal, 3 high, 4 critical."""
    zone: Name | None = None
    """The zone that it is about, exactly as the office state names it."""
    task_types: list[Kind] = Field(["general"], max_length=TYPES_LIMIT)
    """environment, supply, cleaning, equipment, safety, urgent, general."""


class SendDeviceCommand(Tool):
    """Let a device do something. Only devices and tools that the office state lists exist."""

    name: ClassVar[str] = "send_device_command"

    agent_id: Name
    """The device, exactly as listed."""
    tool_name: Name
    """One of the device's tools, exactly as listed."""
    arguments: dict[str, Any] = Field({})
    """The tool's arguments, an object."""


class GetZoneStatus(Tool):
    """Look at one zone more closely."""

    name: ClassVar[str] = "get_zone_status"

    zone_id: Name


class Speak(Tool):
    """Say a short sentence aloud, in Japanese. Not for what needs somebody to act: ask for that."""

    name: ClassVar[str] = "speak"

    message: Annotated[str, Field(min_length=1, max_length=SPEECH_LIMIT)]
    """At most 70 characters."""
    zone: Name | None = None
    """Where; everywhere if absent."""
    tone: Tone = "neutral"


class GetActiveTasks(Tool):
    """List the tasks that are still to be done."""

    name: ClassVar[str] = "get_active_tasks"


class GetDeviceStatus(Tool):
    """Look at one device more closely."""

    name: ClassVar[str] = "get_device_status"

    device_id: Name


TOOLS: Mapping[str, type[Tool]] = {
    tool.name: tool
    for tool in (
        CreateTask,
        SendDeviceCommand,
        GetZoneStatus,
        Speak,
        GetActiveTasks,
        GetDeviceStatus,
    )
}


def tool_schemas() -> tuple[dict[str, Any], ...]:
    """What the model is told of the tools, in the form that Ollama and OpenAI share."""
    return tuple(_schema(tool) for tool in TOOLS.values())


def _schema(tool: type[Tool]) -> dict[str, Any]:
    parameters = tool.model_json_schema()
    parameters.pop("title", None)
    description = parameters.pop("description", "")
    for name, field in parameters.get("properties", {}).items():
        parameters["properties"][name] = _plain(field)
    parameters.setdefault("properties", {})
    function = {"name": tool.name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of an argument: one that may be null is simply one that may be left out."""
    choices = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
    merged = {**field, **choices[0]} if len(choices) == 1 else field
    hidden = {"title", "anyOf"} if choices else {"title"}
    plain = {name: value for name, value in merged.items() if name not in hidden}
    return {name: value for name, value in plain.items() if (name, value) != ("default", None)}
