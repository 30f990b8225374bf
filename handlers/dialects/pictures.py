"""Pictures stay out of the log (R9): free-form content is copied without them, and bounded.

A picture is told by its field's name or by how its bytes or its base64 begin.
"""

from handlers.dialects.errors import Rejected

DEPTH_LIMIT = 16
"""Levels of nesting that free-form content may have."""

_FIELDS = frozenset(
    [
        "image",
        "image_base64",
        "frame",
        "jpeg",
        "jpg",
        "photo",
        "picture",
        "png",
        "snapshot",
        "thumbnail",
    ]
)
_BEGINNINGS = ("/9j/", "iVBORw0KGgo", "data:image/", "UklGR", "R0lGOD")
_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"/9j/", b"iVBORw0KGgo", b"data:image/")
_SHORTEST = 32
"""Characters below which a text is no picture, whatever it begins with."""


def without_pictures(fields: dict[str, object]) -> dict[str, object]:
    """A copy of a JSON object without its pictures. Raises `Rejected` if nested too deep."""
    return _object(fields, DEPTH_LIMIT)


def value_without_pictures(value: object) -> object:
    """The same for any JSON value; a picture itself becomes null."""
    return _value(value, DEPTH_LIMIT)


def may_hold_picture(payload: bytes) -> bool:
    return any(mark in payload for mark in _MARKS)


def _object(fields: dict[str, object], depth: int) -> dict[str, object]:
    return {
        name: _value(value, depth - 1)
        for name, value in fields.items()
        if name.lower() not in _FIELDS and not _is_picture(value)
    }


def _value(value: object, depth: int) -> object:
    if depth < 0:
        raise Rejected(f"payload: nested deeper than the {DEPTH_LIMIT} levels that are allowed")
    if isinstance(value, dict):
        return _object(value, depth)
    if isinstance(value, list):
        return [_value(item, depth - 1) for item in value if not _is_picture(item)]
    return None if _is_picture(value) else value


def _is_picture(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _SHORTEST and value.startswith(_BEGINNINGS)
