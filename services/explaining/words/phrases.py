"""What sentences are made of: texts of others on one bounded line, amounts, people, arguments.

Models, devices and people write what they like; nothing of it moves a cursor or fills a screen.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from events.payload import Payload

TEXT_LIMIT = 160
"""Characters of somebody else's text in a sentence, at most."""

Words = Callable[[Any], str]  # Any: the payload of the type that the words are for


def words_for(payload: type[Payload], say: Words) -> tuple[str, Words]:
    return payload.event_type, say


def on_one_line(text: str, limit: int = TEXT_LIMIT) -> str:
    """Without line ends and control characters, cut where it is too long."""
    return cut(" ".join(printable(text[: limit * 4]).split()), limit)


def printable(text: str) -> str:
    """Line ends stay; whatever else a terminal would act on becomes a space."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(text: str, limit: int = TEXT_LIMIT) -> str:
    return f"“{on_one_line(text, limit)}”"


def person(number: int | None) -> str:
    return "somebody at the kiosk" if number is None else f"user {number}"


def place(zone: str | None) -> str:
    return "" if zone is None else f" in {zone}"


def seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1_000:.1f} s"


def call(tool: object, arguments: object) -> str:
    """A tool and what it was given, whatever shape the two have."""
    name = tool if isinstance(tool, str) else shown(tool)
    if not isinstance(arguments, Mapping):
        return f"{on_one_line(name, 40)}({'' if arguments is None else shown(arguments)})"
    given = ", ".join(f"{key}: {_value(value)}" for key, value in arguments.items())
    return on_one_line(f"{on_one_line(name, 40)}({given})", 2 * TEXT_LIMIT)


def _value(value: object) -> str:
    return quoted(value, 60) if isinstance(value, str) else shown(value)


def shown(value: object) -> str:
    """Any JSON value."""
    return on_one_line(orjson.dumps(value, default=str).decode())
