"""Every event type that there is, by name and version, and the way from old data to the newest.

The catalogue is what replay, the codec and the documentation read: which types exist, which of
them come from outside, how their bytes become payloads.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

import orjson
from pydantic import ValidationError

from events import (
    brain,
    credits,
    devices,
    log,
    people,
    tasks,
    telemetry,
    timers,
    vision,
    voice,
    zones,
)
from events.errors import InvalidPayload, UnknownEventType
from events.payload import Payload

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the JSON object of one version into that of the next."""

VOCABULARY: tuple[ModuleType, ...] = (
    telemetry,
    devices,
    vision,
    zones,
    brain,
    tasks,
    credits,
    voice,
    people,
    timers,
    log,
)

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""By type and the version they start from. A change of a payload adds one; none ever goes."""


def _payloads(vocabulary: Iterable[ModuleType]) -> Iterator[type[Payload]]:
    for module in vocabulary:
        for value in vars(module).values():
            is_payload = isinstance(value, type) and issubclass(value, Payload)
            if is_payload and value.__module__ == module.__name__:
                yield value


PAYLOADS: Mapping[str, type[Payload]] = {
    payload.event_type: payload for payload in _payloads(VOCABULARY)
}


def payload_type(event_type: str) -> type[Payload]:
    try:
        return PAYLOADS[event_type]
    except KeyError:
        raise UnknownEventType(event_type) from None


def is_exogenous(event_type: str) -> bool:
    return payload_type(event_type).exogenous


def decode(event_type: str, dataversion: int, data_json: bytes | str) -> Payload:
    """The payload in its newest version. Raises `UnknownEventType` or `InvalidPayload`."""
    payload = payload_type(event_type)
    if dataversion != payload.dataversion:
        data_json = _upcast(payload, dataversion, data_json)
    try:
        return payload.model_validate_json(data_json)
    except ValidationError as error:
        raise InvalidPayload(event_type, _first_reason(error)) from error


def _upcast(payload: type[Payload], dataversion: int, data_json: bytes | str) -> bytes:
    steps = _steps(payload, dataversion)
    try:
        data = orjson.loads(data_json)
        for step in steps:
            data = step(data)
        return orjson.dumps(data)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A device may send an old version, and no schema of it is left to check it against.
        raise InvalidPayload(
            payload.event_type, f"does not fit version {dataversion}: {error!r:.100}"
        ) from error


def _steps(payload: type[Payload], dataversion: int) -> list[Upcaster]:
    """The way from a version to the newest one."""
    versions = range(dataversion, payload.dataversion)
    steps = [UPCASTERS.get((payload.event_type, version)) for version in versions]
    known = [step for step in steps if step is not None]
    if dataversion > payload.dataversion or len(known) < len(steps):
        raise UnknownEventType(payload.event_type, dataversion)
    return known


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "data"
    return f"{field}: {first['msg']}, got {first.get('input')!r:.100}"
