"""A policy file: thresholds other than the built-in ones, as TOML or JSON.

Fields that are left out keep their value; what is unknown or out of range is refused by name.
"""

import tomllib
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from events.errors import SomsError
from handlers.world.thresholds import DEFAULT, Thresholds

_thresholds: TypeAdapter[Thresholds] = TypeAdapter(Thresholds)


class InvalidPolicy(SomsError):
    """The policy does not say what can be decided by."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"policy: {reason}")
        self.reason = reason


def parse_policy(text: str) -> Thresholds:
    """Raises `InvalidPolicy` naming the field."""
    given = _parsed(text)
    known = _thresholds.dump_python(DEFAULT)
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise InvalidPolicy(f"{unknown[0]!r} is not one of {', '.join(sorted(known))}")
    try:
        return _thresholds.validate_python(known | given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidPolicy(f"{field}: {first['msg']}, got {first['input']!r:.60}") from None


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (orjson.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidPolicy(f"neither TOML nor JSON: {error}") from None
    if not isinstance(value, dict):
        raise InvalidPolicy("must be an object")
    return value
