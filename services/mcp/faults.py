"""What an agent is told when a call comes to nothing: one sentence, never where it broke."""

from collections.abc import Mapping

from pydantic import ValidationError

from events.errors import LogUnavailable, SomsError
from services.projector.errors import ViewNotBuilt
from services.web.problems import Problem

LONGEST = 400


class Fault(SomsError):
    """The call cannot be answered; the message says why, and what is allowed."""


def in_words(error: Exception) -> str | None:
    """The sentence; None for an error that nobody foresaw."""
    match error:
        case ValidationError():
            text = _first(error)
        case LogUnavailable():
            text = "the event log cannot be reached just now; try again"
        case Problem():
            text = str(error.detail)
        case ViewNotBuilt() | SomsError():
            text = str(error)
        case _:
            return None
    return text[:LONGEST]


def _first(error: ValidationError) -> str:
    first: Mapping[str, object] = dict(error.errors(include_url=False, include_context=False)[0])
    path = first["loc"]
    field = ".".join(map(str, path)) if isinstance(path, tuple) else ""
    return f"{field or 'arguments'}: {first['msg']}, got {first['input']!r:.60}"
