"""Single fields of a device's JSON object: the right type, or a reason that says what is wrong."""

from collections.abc import Iterable, Mapping
from typing import TypeGuard

from handlers.dialects.content import TEXT_LIMIT
from handlers.dialects.errors import Rejected
from handlers.dialects.pictures import without_pictures

Fields = Mapping[str, object]

ENVELOPE = frozenset({"id", "boot", "seq", "ts", "timestamp"})
"""What a message says about itself; never part of what it tells."""

PEOPLE_LIMIT = 10_000
"""How many people a zone can hold."""


def first(fields: Fields, *names: str) -> object:
    """The first of `names` that is there and not null."""
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def text(fields: Fields, *names: str) -> str | None:
    value = first(fields, *names)
    if value is None or (isinstance(value, str) and len(value) <= TEXT_LIMIT):
        return value
    raise Rejected.field(names[0], value, f"a text of at most {TEXT_LIMIT} characters")


def number(fields: Fields, *names: str) -> float | None:
    value = first(fields, *names)
    if value is None or is_number(value):
        return value
    raise Rejected.field(names[0], value, "a number")


def flag(fields: Fields, *names: str) -> bool | None:
    value = first(fields, *names)
    if value is None or isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    raise Rejected.field(names[0], value, "true or false")


def people(fields: Fields) -> int | None:
    """A count of people, as `person_count` or `count`, or the least that `occupied` means."""
    value = first(fields, "person_count", "count")
    if value is None:
        occupied = flag(fields, "occupied")
        return None if occupied is None else int(occupied)
    if is_number(value) and value == int(value) and 0 <= value <= PEOPLE_LIMIT:
        return int(value)
    raise Rejected.field("person_count", value, f"an integer from 0 to {PEOPLE_LIMIT}")


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def rest(fields: Fields, known: Iterable[str]) -> dict[str, object]:
    """What is left beside the fields that are understood, without pictures."""
    taken = ENVELOPE.union(known)
    return without_pictures({name: fields[name] for name in fields if name not in taken})
