"""How a refusal is worded: the field, its value, what is allowed; and nothing that was smuggled in.

A value may be of any size and depth and hold any text: it is cut, and what could pass for markup or
cannot be seen is taken out of it. Every reason is one line of at most `REASON_LIMIT` characters.
"""

import unicodedata
from collections.abc import Iterable

REASON_LIMIT = 400
SHOWN_LIMIT = 60
LISTED_LIMIT = 20

_MARKS = frozenset("\"'`<>|\\\uff02\uff07\uff1c\uff1e\uff5c")
"""Quotes and what encloses, beside those that Unicode's categories know; some of full width."""
_ENCLOSING = frozenset({"Ps", "Pe", "Pi", "Pf"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINER = "\u200d"
"""Makes one picture of several emoji; the one invisible character that people write."""


def wrong(field: str, value: object, allowed: str) -> str:
    """A reason: `bounty is 9; allowed: 500 to 5000`."""
    return f"{field} is {shown(value)}; allowed: {allowed}"[:REASON_LIMIT]


def shown(value: object) -> str:
    """Any value on one line; containers by their size, so that no depth matters."""
    match value:
        case str():
            text = f'"{cleaned(value)}"'
        case None | bool():
            text = {None: "null", True: "true", False: "false"}[value]
        case int():
            text = str(value) if value.bit_length() <= 64 else "a number of too many digits"
        case float():
            text = repr(value)
        case dict():
            text = f"an object of {len(value)} fields"
        case list():
            text = f"a list of {len(value)}"
        case _:
            text = f"of type {type(value).__name__}"
    return text


def cleaned(text: str) -> str:
    """Somebody's text, cut, without quotes, brackets, line breaks and what cannot be seen."""
    if text.isidentifier() and len(text) <= SHOWN_LIMIT:
        return text
    told = "".join(map(_tellable, text[: SHOWN_LIMIT + 1]))
    return " ".join(told.split())[:SHOWN_LIMIT] + ("…" if len(text) > SHOWN_LIMIT else "")


def listed(names: Iterable[str]) -> str:
    """`a, b, c and 4 more`; names of devices are somebody's text as well."""
    ordered = sorted(names)
    first = ", ".join(cleaned(name) for name in ordered[:LISTED_LIMIT])
    more = len(ordered) - LISTED_LIMIT
    return f"{first} and {more} more" if more > 0 else first or "none"


def unseen_in(text: str, *, lines: bool = False) -> str | None:
    """The first character that people would not see, or that reorders what they see, if any."""
    if text.isprintable():
        return None
    for one in text:
        if not _is_seen(one) and not (lines and one == "\n"):
            return one
    return None


def _tellable(one: str) -> str:
    kind = unicodedata.category(one)
    return " " if kind in _UNSEEN or kind in _ENCLOSING or one in _MARKS else one


def _is_seen(one: str) -> bool:
    return one == _JOINER or unicodedata.category(one) not in _UNSEEN
