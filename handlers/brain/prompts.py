"""The constitutions: what the model is told first, whatever happens; one numbered file each.

A file is never edited once it was released, for recorded cycles refer to it by its name and digest:
a change is a new file with the next number, and `RELEASED` names the newest of each language.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from events.brain import Language

RELEASED: Mapping[Language, str] = {"ja": "constitution.ja.1", "en": "constitution.en.1"}
"""What is configured from now on, by language."""


class Prompt(NamedTuple):
    """A constitution."""

    version: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of its UTF-8 bytes, hex."""
        return sha256(self.text.encode()).hexdigest()


def prompt_in(language: Language) -> Prompt:
    """The newest constitution in a language."""
    return prompt_called(RELEASED[language])


@cache
def prompt_called(version: str) -> Prompt:
    """A constitution that was ever released. Raises `FileNotFoundError` if it was not."""
    file = files("handlers.brain") / "prompts" / f"{version}.md"
    return Prompt(version, file.read_bytes().decode())
