"""A policy file: thresholds, and bounds of the gate, other than the built-in ones, as TOML or JSON.

Fields that are left out keep their value; what is unknown, of another type, out of range or in
contradiction with another field is refused by name. The gate's bounds stand in a table `[gate]`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from events.errors import SomsError
from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.gate.wording import shown
from handlers.world.thresholds import DEFAULT, Thresholds

GATE = "gate"

_thresholds: TypeAdapter[Thresholds] = TypeAdapter(Thresholds)
_bounds: TypeAdapter[Bounds] = TypeAdapter(Bounds)

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a hub decides by."""

    thresholds: Thresholds = DEFAULT
    """When the world model speaks up."""
    bounds: Bounds = DEFAULT_BOUNDS
    """What the gate allows."""


DEFAULT_POLICY = Policy()


class InvalidPolicy(SomsError):
    """The policy does not say what can be decided by."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"policy: {reason}")
        self.reason = reason


def parse_policy(text: str) -> Policy:
    """Raises `InvalidPolicy` naming the field."""
    given = _parsed(text)
    gate = given.pop(GATE, {})
    if not isinstance(gate, dict):
        raise InvalidPolicy(f"{GATE} is {shown(gate)}; allowed: a table of the gate's bounds")
    return Policy(
        thresholds=_completed(_thresholds, DEFAULT, given, also=(GATE,)),
        bounds=_completed(_bounds, DEFAULT_BOUNDS, gate, within=f"{GATE}."),
    )


def _completed(
    adapter: TypeAdapter[Part],
    default: Part,
    given: Mapping[str, Any],
    *,
    within: str = "",
    also: tuple[str, ...] = (),
) -> Part:
    """The default with what is given instead."""
    known = adapter.dump_python(default)
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        allowed = ", ".join(sorted([*known, *also]))
        raise InvalidPolicy(f"{within}{unknown[0]!r:.60} is not one of {allowed}")
    try:
        return adapter.validate_python(known | dict(given))
    except ValidationError as error:
        raise InvalidPolicy(_worded(error, within)) from None


def _worded(error: ValidationError, within: str) -> str:
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:  # two fields contradict each other; the message names them
        return f"{within}{message}"
    field = ".".join(str(part) for part in first["loc"])
    return f"{within}{field}: {message}, got {shown(first['input'])}"


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (orjson.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidPolicy(f"neither TOML nor JSON: {error}") from None
    if not isinstance(value, dict):
        raise InvalidPolicy("must be an object")
    return value
