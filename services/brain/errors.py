"""Why a model gave no usable answer; the words stand in `brain.model_failed`.

ModelError
├── TimedOut        no answer within the time that a question may take
├── Unreachable     no connection, or none that lasted; worth another attempt
├── RefusedBy       the server answered that it will not; another attempt changes nothing
├── MalformedReply  an answer that is none
└── Abandoned       nobody asked while it mattered
"""

from typing import ClassVar

from events.errors import SomsError
from services.brain.storable import storable_text

DETAIL_LIMIT = 300
"""Characters of what a server said that are kept."""


class ModelError(SomsError):
    """No usable answer."""

    category: ClassVar[str]

    def __init__(self, detail: str = "") -> None:
        detail = storable_text(" ".join(detail.split()))[:DETAIL_LIMIT]
        super().__init__(f"{self.category}: {detail}" if detail else self.category)
        self.detail = detail


class TimedOut(ModelError):
    category = "timeout"


class Unreachable(ModelError):
    category = "unreachable"


class RefusedBy(ModelError):
    category = "refused"


class MalformedReply(ModelError):
    category = "malformed"


class Abandoned(ModelError):
    category = "abandoned"


AIM_LIMIT = 200
"""Characters of an address that a server leads to which are told."""

UNAVAILABLE = frozenset({502, 503, 504})
"""What stands before a model server says so while it starts."""

UNAUTHORISED = frozenset({401, 403})


def status_error(status: int, body: str, aim: str | None = None) -> ModelError:
    """What an HTTP status other than success means; `aim` is where a redirection leads."""
    if aim is not None:
        where = f"to {aim[:AIM_LIMIT]}, which is not followed; set LLM_API_URL"
        return RefusedBy(f"HTTP {status} {where} {body}")
    if status in UNAUTHORISED:
        return RefusedBy(f"HTTP {status}, set or mend LLM_API_KEY: {body}")
    told = f"HTTP {status} {body}"
    return Unreachable(told) if status in UNAVAILABLE else RefusedBy(told)
