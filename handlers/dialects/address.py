"""What a topic says: its named levels, checked once, and who speaks there.

No level is empty or holds a control character, and no zone is called like a part of the system.
"""

import re
from dataclasses import dataclass, field

from events.identity import Subject
from handlers.dialects.errors import Rejected

LEVEL_LIMIT = 200
"""Characters of one name in a topic."""

NO_ZONES = frozenset({"camera", "perception"})
"""Levels that stand where a zone would, and are none."""

_NO_LEVEL = frozenset("/+#")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Address:
    """The named levels of a topic; a name that its pattern does not have is empty."""

    zone: str = ""
    device: str = ""
    channel: str = ""
    kind: str = ""
    """The device type of an actuator: `hvac`, `light` …"""
    request: str = ""
    source: str = field(init=False)
    device_subject: Subject | None = field(init=False)

    def __post_init__(self) -> None:
        subject = Subject.of("device", self.device) if self.device else None
        object.__setattr__(self, "device_subject", subject)
        object.__setattr__(self, "source", f"/edge/{self.device or 'unknown'}")

    @property
    def subject(self) -> Subject:
        """The device that speaks."""
        if self.device_subject is None:
            raise Rejected("the topic names no device")
        return self.device_subject


def fit(value: str) -> bool:
    """Whether `value` can name a thing."""
    return bool(value.strip()) and len(value) <= LEVEL_LIMIT and not _UNFIT.search(value)


def checked(name: str, value: str) -> str:
    """`value` if it can name a thing. Raises `Rejected`."""
    if not fit(value):
        allowed = f"a name of 1 to {LEVEL_LIMIT} characters without control characters"
        raise Rejected.field(name, value, allowed)
    if name == "zone" and value in NO_ZONES:
        raise Rejected.field(name, value, "a zone")
    return value


def level(name: str, value: str) -> str:
    """`value` if it can name a thing in one level of a topic. Raises `Rejected`."""
    if not _NO_LEVEL.isdisjoint(value):
        raise Rejected.field(name, value, "a name without / + #")
    return checked(name, value)


def address(named: dict[str, str]) -> Address:
    return Address(**{name: checked(name, value) for name, value in named.items()})
