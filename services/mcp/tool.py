"""What a tool is: a name, the form of its arguments, and what answers it.

Agents read the arguments' docstrings. They are strict: an unknown one, or a number written as text,
is refused.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from handlers.strict import Strict
from services.accounts import Caller
from services.mcp.answers import Answer
from services.mcp.office import Office


class Asked(Strict):
    """The arguments of one tool."""

    name: ClassVar[str]


Read = Callable[[Office, Caller, Any], Awaitable[Answer]]  # Any: an instance of `asked`


@dataclass(frozen=True, slots=True)
class ReadTool:
    """A tool that changes nothing."""

    asked: type[Asked]
    read: Read

    @property
    def name(self) -> str:
        return self.asked.name


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a tool's arguments, without what only repeats their names."""
    schema = model.model_json_schema()
    for redundant in ("title", "description"):
        schema.pop(redundant, None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
    schema.setdefault("properties", {})
    return schema


def description_of(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())
