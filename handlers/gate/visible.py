"""What people see of a text: whether there is anything to read in it, and which texts look alike.

A space that is no space to Unicode, a selector that changes nothing, a mark over a letter: with any
of them a text would be another one to a machine, and the same to whoever reads it.
"""

import unicodedata
from functools import lru_cache

_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols, to Unicode, of which nothing is drawn."""
_SELECTORS = frozenset(
    map(
        chr, (0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10),
              *range(0xE0100, 0xE01F0)),
    )
)  # fmt: skip
"""Marks that Unicode lets be ignored when a text is drawn."""
_FORMATS = frozenset({"Cf", "Cn"})
_MARKS = frozenset({"Mn", "Me"})
_VOICED = frozenset("\u3099\u309a")
"""The marks that make カ into ガ and ハ into パ: no ornaments, but other letters."""


def is_readable(text: str) -> bool:
    """Whether it holds a letter or a digit at least."""
    return any(one.isalnum() and one not in _FILLERS for one in text)


@lru_cache(maxsize=1_024)
def sameness(text: str) -> str:
    """Equal for texts that read the same."""
    drawn = "".join(one for one in text if _is_drawn(one))
    parts = unicodedata.normalize("NFKD", drawn).casefold()
    return "".join("".join(one for one in parts if not _is_ornament(one)).split())


def _is_ornament(one: str) -> bool:
    return one not in _VOICED and unicodedata.category(one) in _MARKS


def _is_drawn(one: str) -> bool:
    ignored = one in _FILLERS or one in _SELECTORS
    return not ignored and unicodedata.category(one) not in _FORMATS
