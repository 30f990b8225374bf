"""How many tokens a text takes, estimated without any model's tokenizer, and rather too many.

Tokenizers of present models make a token of about four letters of English, of one or two Japanese
characters, and of one to three digits. The estimate is for keeping within a budget, not for bills.
"""

from math import ceil

LETTERS_PER_TOKEN = 3.0


def tokens_in(text: str) -> int:
    """An upper estimate, the same everywhere."""
    if text.isascii():
        return ceil(len(text) / LETTERS_PER_TOKEN)
    wide = sum(1 for one in text if ord(one) > 0x2000)
    return wide + ceil((len(text) - wide) / LETTERS_PER_TOKEN)
