"""Switches: states that are one of two, in the words that devices have for them."""

ON = frozenset(
    {"1", "on", "true", "yes", "open", "opened", "motion", "detected", "occupied", "present"}
)
OFF = frozenset(
    {"0", "off", "false", "no", "close", "closed", "clear", "cleared", "unoccupied", "absent"}
)


def switched(value: float | bool | str) -> bool | None:
    """Whether a state is on, open, detected; None for words such as `unavailable` that say neither.

    Every number but zero is on.
    """
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().lower()
    return True if word in ON else False if word in OFF else None
