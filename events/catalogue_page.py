"""The catalogue as a page for people: `python -m events.catalogue_page > docs/event-catalogue.md`.

All that it says is taken from the payload models and their docstrings, so it cannot say otherwise.
"""

import sys
from collections.abc import Iterator, Mapping
from inspect import getdoc
from itertools import chain
from types import ModuleType
from typing import Any

from events.catalogue import PAYLOADS, VOCABULARY
from events.command import Command
from events.payload import Part, Payload

INTRODUCTION = """\
# Event catalogue

Every type of event that the log holds. *Observed* types come from outside: readings, replies, taps,
timers that fired. The others are *decided* by handlers, and a replay decides them again. Fields in
*italics* may be absent; what is not named is refused. The page is made from the code by
`python -m events.catalogue_page`, and a test compares the two.
"""

Schema = Mapping[str, Any]


def page() -> str:
    contents = " · ".join(f"[{_name(module)}](#{_name(module)})" for module in VOCABULARY)
    domains = chain.from_iterable(map(_domain, VOCABULARY))
    return "\n".join([INTRODUCTION, contents, "", *domains, *_fields(Command.__name__, Command, 2)])


def _domain(module: ModuleType) -> Iterator[str]:
    yield f"## {_name(module)}"
    yield ""
    yield _sentence(getdoc(module) or "")
    yield ""
    yield "| type | version | from | what it means |"
    yield "|---|---|---|---|"
    for payload in _types(module):
        origin = "observed" if payload.exogenous else "decided"
        link = f"[`{payload.event_type}`](#{_anchor(payload)})"
        yield f"| {link} | {payload.dataversion} | {origin} | {_sentence(getdoc(payload) or '')} |"
    yield ""
    for payload in _types(module):
        yield from _fields(payload.event_type, payload)
    for part in _parts(module):
        yield from _fields(part.__name__, part)


def _fields(title: str, part: type[Part], level: int = 3) -> Iterator[str]:
    schema = part.model_json_schema()
    required = set(schema.get("required", ()))
    yield f"{'#' * level} {title}"
    yield ""
    if not issubclass(part, Payload):
        yield _sentence(getdoc(part) or "")
        yield ""
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    for name, field in schema["properties"].items():
        shown = f"`{name}`" if name in required else f"*`{name}`*"
        yield f"| {shown} | {_type(field)} | {_meaning(field)} |"
    yield ""


def _type(field: Schema) -> str:
    """The JSON type with its bounds, in a cell of a table."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        branches = [_type(branch) for branch in field["anyOf"] if branch.get("type") != "null"]
        return " or ".join(branches)
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}" + _bounds(field)
    kind = field.get("format", field.get("type", "anything"))
    return f"{kind}{_bounds(field)}"


def _bounds(field: Schema) -> str:
    signs = {
        "minimum": "≥ {}",
        "exclusiveMinimum": "> {}",
        "maximum": "≤ {}",
        "maxLength": "at most {} characters",
        "minItems": "at least {}",
    }
    said = [text.format(field[name]) for name, text in signs.items() if name in field]
    return f" ({', '.join(said)})" if said else ""


def _meaning(field: Schema) -> str:
    said = _sentence(field.get("description", ""))
    default = field.get("default")
    if default in (None, []):
        return said
    return f"{said} Else `{default}`.".strip()


def _types(module: ModuleType) -> list[type[Payload]]:
    return [one for one in PAYLOADS.values() if one.__module__ == module.__name__]


def _parts(module: ModuleType) -> Iterator[type[Part]]:
    """What payloads of the domain are made of, beside plain values."""
    for value in vars(module).values():
        is_part = isinstance(value, type) and issubclass(value, Part)
        if is_part and not issubclass(value, Payload) and value.__module__ == module.__name__:
            yield value


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _anchor(payload: type[Payload]) -> str:
    """As Markdown readers make it of a heading."""
    return payload.event_type.replace(".", "")


def _sentence(text: str) -> str:
    """On one line, and no end of a cell."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
