"""Reading a payload: JSON as devices write it, or bare text; bounded, and never half understood."""

import math
import re

import orjson

from handlers.dialects.errors import Rejected

PAYLOAD_SIZE = 65_536
"""Bytes of a message that a device may send, unless its dialect allows more."""

TEXT_LIMIT = 1_024
"""Characters of a value that is text."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STRUCTURED = ('"', "[", "{")


def decoded(payload: bytes, limit: int = PAYLOAD_SIZE) -> object:
    """The JSON value of a payload. Raises `Rejected`."""
    if len(payload) > limit:
        raise Rejected(f"payload: {len(payload)} bytes, at most {limit} are allowed")
    if b"\\u0000" in payload:
        raise Rejected("payload: the character U+0000 is not allowed")
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise Rejected(f"payload: not JSON ({error})") from None


def object_in(payload: bytes, limit: int = PAYLOAD_SIZE) -> dict[str, object]:
    """The JSON object that a payload is. Raises `Rejected`."""
    value = decoded(payload, limit)
    if not isinstance(value, dict):
        raise Rejected.field("payload", value, "a JSON object")
    return value


def value_in(payload: bytes) -> object:
    """The JSON value of a payload, or its text where it is bare text such as `on` or `+21.5`."""
    try:
        return decoded(payload)
    except Rejected:
        text = _bare_text(payload)
        if text is None:
            raise
        return text


def _bare_text(payload: bytes) -> float | str | None:
    try:
        text = payload.decode().strip()
    except UnicodeDecodeError:
        return None
    if not text or len(text) > TEXT_LIMIT or text.startswith(_STRUCTURED) or _CONTROL.search(text):
        return None
    if _NOT_FINITE.fullmatch(text):
        raise Rejected.field("value", text, "a finite number")
    return finite("value", float(text)) if _NUMBER.fullmatch(text) else text


def text_in(payload: bytes) -> str:
    """The payload as text, with JSON's quotes taken off. Raises `Rejected`."""
    value = value_in(payload)
    if not isinstance(value, str):
        raise Rejected.field("payload", value, "a text")
    return value


def finite(name: str, number: float) -> float:
    if not math.isfinite(number):
        raise Rejected.field(name, number, "a finite number")
    return number


def scalar(name: str, value: object) -> bool | int | float | str:
    """A value that a channel can have; 0 and false are values. Raises `Rejected`."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and len(value) <= TEXT_LIMIT:
        return value
    allowed = f"a number, true, false or a text of at most {TEXT_LIMIT} characters"
    raise Rejected.field(name, value, allowed)
