"""How many tokens a text takes, estimated without any model's tokenizer, and rather too many.

Tokenizers of present models make a token of about four letters of English, of one or two Japanese
characters, and of one to three digits. The estimate is for keeping within a budget, not for bills.
"""

import re
from math import ceil

LETTERS_PER_TOKEN = 3.0

_WIDE = re.compile(r"[^\x00-\u2000]")
"""What takes a token by itself."""


def tokens_in(text: str) -> int:
    """An upper estimate, the same everywhere."""
    if text.isascii():
        return ceil(len(text) / LETTERS_PER_TOKEN)
    wide = len(_WIDE.findall(text))
    return wide + ceil((len(text) - wide) / LETTERS_PER_TOKEN)
