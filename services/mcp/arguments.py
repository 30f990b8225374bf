"""Arguments as an agent sent them, before any tool reads them: only what a log can hold.

Postgres takes no NUL in a text, and UTF-8 no half of a surrogate pair; JSON has no NaN, and few
readers whole numbers beyond 64 bits.
"""

import math
from collections.abc import Mapping
from typing import Any

from services.mcp.faults import Fault

WHOLE = range(-(2**63), 2**64)

NO_NUL = "NUL characters are not allowed"
NO_HALVES = "halves of surrogate pairs are not allowed"
NO_SUCH_NUMBER = "numbers are finite, and whole ones within 64 bits"


def require_plain(arguments: Mapping[str, Any]) -> None:
    """Raises `Fault` naming the argument."""
    for name, value in arguments.items():
        wrong = _wrong(name) or _wrong(value)
        if wrong is not None:
            plain = name[:60].replace("\0", "\\0").encode(errors="replace").decode()
            raise Fault(f"{plain}: {wrong}")


def _wrong(value: object) -> str | None:
    """What is wrong with it, at any depth; the parser of a request bounds how deep that is."""
    match value:
        case str():
            return _wrong_in_text(value)
        case float():
            return None if math.isfinite(value) else NO_SUCH_NUMBER
        case int():
            return None if value in WHOLE else NO_SUCH_NUMBER
        case dict():
            return _first_wrong([*value.keys(), *value.values()])
        case list():
            return _first_wrong(value)
        case _:
            return None


def _wrong_in_text(text: str) -> str | None:
    if "\0" in text:
        return NO_NUL
    return NO_HALVES if any("\ud800" <= one <= "\udfff" for one in text) else None


def _first_wrong(values: list[object]) -> str | None:
    return next((wrong for one in values if (wrong := _wrong(one)) is not None), None)
