"""What a task is to mend, read from its words, where nobody named a cause.

A room that is too hot and a room that is stuffy are two troubles, whatever types their tasks have;
and the same trouble stays one under any title.
"""

import re
from collections.abc import Iterable, Mapping

from events.zones import Quantity

_SPOKEN: Mapping[Quantity, str] = {
    "temperature": (
        "温度|気温|室温|暑|寒|冷房|暖房|冷や|暖め|温め|too hot|too cold|cool|heat|temperature"
    ),
    "co2": "co2|co₂|二酸化炭素|換気|空気|stuffy|ventilat|fresh air|air out",
    "humidity": "湿度|加湿|除湿|乾燥|湿気|humid|dry air|moist",
}
_WORDS = {quantity: re.compile(words, re.IGNORECASE) for quantity, words in _SPOKEN.items()}


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
    """The code of the alarm (`temperature_high`) that a task is about, if that can be told."""
    codes = list(alarms)
    trouble = trouble_of(None, *texts)
    if trouble is None:
        return codes[0] if len(codes) == 1 and not troubles_in(*texts) else None
    return next((code for code in codes if _quantity(code) == trouble), None)


def _quantity(code: str) -> str | None:
    quantity = code.rpartition("_")[0]
    return quantity if quantity in _WORDS else None
