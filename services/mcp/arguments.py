"""Arguments as an agent sent them, before any tool reads them: without what no log can hold."""

from collections.abc import Mapping
from typing import Any

from services.mcp.faults import Fault


def require_plain(arguments: Mapping[str, Any]) -> None:
    """Postgres takes no NUL in a text. Raises `Fault` naming the argument."""
    for name, value in arguments.items():
        if _holds_nul(name) or _holds_nul(value):
            raise Fault(f"{name!s:.60}: NUL characters are not allowed".replace("\0", "\\0"))


def _holds_nul(value: object) -> bool:
    """At any depth; the parser of a request bounds how deep that is."""
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_holds_nul(key) or _holds_nul(one) for key, one in value.items())
        case list():
            return any(map(_holds_nul, value))
        case _:
            return False
