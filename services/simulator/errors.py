"""How a simulation ends early."""

from events.errors import SomsError


class InvariantBroken(SomsError):
    """A rule of the system does not hold; the simulation stops where it was broken."""

    def __init__(self, rule: str, what: str, position: int) -> None:
        super().__init__(f"{rule} broken at position {position}: {what}")
        self.rule = rule
        self.what = what
        self.position = position


class Crashed(Exception):
    """A simulated process dies here; whatever it had not made durable is gone."""
