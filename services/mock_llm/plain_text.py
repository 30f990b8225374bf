"""Text in one form: full-width digits and letters as narrow ones, one kind of tilde and minus.

What is read is bounded, so that no text takes longer than a moment.
"""

import re
import unicodedata

LONGEST = 24_000
"""Characters that are read of a text: its end, where what matters stands."""
LONGEST_LINE = 1_000

_SAME = str.maketrans(
    {
        "\N{WAVE DASH}": "~",
        "\N{MINUS SIGN}": "-",
        "\N{HYPHEN}": "-",
        "\N{EN DASH}": "~",
        "\N{EM DASH}": "~",
        "→": ">",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    }
)
_SENTENCE_END = re.compile(r"(?<=[。!?])|(?<=[^\d\s]\.)\s+|;\s*")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[-LONGEST:]).translate(_SAME)


def lines(text: str) -> list[str]:
    """The lines that say something, of plain text."""
    return [one.strip()[:LONGEST_LINE] for one in text.splitlines() if one.strip()]


def sentences(line: str) -> list[str]:
    return [one for one in _SENTENCE_END.split(line) if one and one.strip()]


def is_japanese(text: str) -> bool:
    return _JAPANESE.search(text) is not None
