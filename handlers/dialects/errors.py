"""The one error of a dialect: the message does not say what its topic promises."""

SHOWN = 80
"""Characters of an offending value that a reason quotes."""


class Rejected(Exception):
    """The message breaks its dialect's schema; `reason` names field, value and what is allowed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @classmethod
    def field(cls, name: str, value: object, allowed: str) -> "Rejected":
        return cls(f"{name}: {shown(value)} is not {allowed}")


def shown(value: object) -> str:
    """A value as a reason quotes it: one line, bounded, ASCII."""
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
