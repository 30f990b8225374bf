"""Makes whatever a model says storable, and readable by everybody who reads the log.

Postgres takes no U+0000, UTF-8 no lone surrogates, JSON no NaN, and few readers whole numbers
beyond 64 bits. What is none of it stays as it is; nothing of it makes a reply worthless.
"""

import math
from typing import Any

DEEPEST = 32
"""Lists and objects within each other, at most."""

WHOLE = range(-(2**63), 2**64)
"""What a JSON reader with machine integers can hold."""

REPLACEMENT = "\ufffd"


class TooDeep(ValueError):
    """Nested deeper than any tool's arguments are."""

    def __init__(self) -> None:
        super().__init__(f"nested deeper than {DEEPEST}")


def storable(value: object, depth: int = 0) -> Any:  # Any: plain JSON of whatever shape
    """The value as plain JSON. Raises `TooDeep`."""
    if depth > DEEPEST:
        raise TooDeep
    match value:
        case dict():
            return {storable_text(str(key)): storable(one, depth + 1) for key, one in value.items()}
        case list() | tuple():
            return [storable(one, depth + 1) for one in value]
        case str():
            return storable_text(value)
        case bool() | int() | float() | None:
            return value if _is_plain(value) else _spelled(value)
        case _:
            return storable_text(str(value))


def _is_plain(value: float | None) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or value in WHOLE


def _spelled(value: float | None) -> str:
    """A number that JSON has no number for; in hexadecimal, for decimals are slow at that size."""
    return f"{value:#x}" if isinstance(value, int) else str(value)


def storable_text(text: str) -> str:
    """The text without what the log cannot hold; most texts hold nothing of it."""
    if text.isascii():
        return text.replace("\0", REPLACEMENT)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", REPLACEMENT)
