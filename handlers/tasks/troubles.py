"""What a task is to mend, read from its words, where nobody named a cause.

A room that is too hot and a room that is stuffy are two troubles, whatever types their tasks have;
and the same trouble stays one under any title.
"""

import re
from collections.abc import Iterable, Mapping

from events.zones import Quantity

_JAPANESE: Mapping[Quantity, str] = {
    "temperature": "温度|気温|室温|暑|寒|冷房|暖房|冷や|暖め|温め",
    "co2": "co₂|二酸化炭素|換気|空気",
    "humidity": "湿度|加湿|除湿|乾燥(?!機|剤)|湿気",
}
_ENGLISH: Mapping[Quantity, str] = {
    "temperature": "too hot|too cold|(?:cool|heat)(?:s|er|ers|ed|ing)?|temperatures?",
    "co2": "co2|stuffy|ventilat(?:e|es|ed|ing|ion|or)|fresh air|air out",
    "humidity": "(?:de)?humid(?:ity|ify|ifier)?|dry air|moist(?:ure)?",
}
"""Whole words: the theater is not hot for the "heat" in it."""

_WORDS = {
    quantity: re.compile(rf"{_JAPANESE[quantity]}|(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)
    for quantity, words in _ENGLISH.items()
}


def troubles_in(*texts: str | None) -> frozenset[Quantity]:
    """The quantities that some texts speak of."""
    said = " ".join(filter(None, texts))
    return frozenset(quantity for quantity, words in _WORDS.items() if words.search(said))


def trouble_of(cause: str | None, *texts: str | None) -> str | None:
    """The one trouble of a task: of its cause's code (`co2_high`), or of its words, title first.

    None where nothing, or more than one thing, is spoken of.
    """
    if cause is not None:
        return _quantity(cause) or cause
    for said in (texts[:1], texts):
        found = troubles_in(*said)
        if len(found) == 1:
            return next(iter(found))
    return None


def alarm_meant(alarms: Iterable[str], *texts: str | None) -> str | None:
    """The code of the alarm (`temperature_high`) that a task speaks of.

    None where it speaks of none: broken glass in a hot room has nothing to do with the heat.
    """
    trouble = trouble_of(None, *texts)
    return next((code for code in alarms if trouble and _quantity(code) == trouble), None)


def _quantity(code: str) -> str | None:
    quantity = code.rpartition("_")[0]
    return quantity if quantity in _WORDS else None
