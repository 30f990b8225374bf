"""Texts that try to talk a language model into something: for the gate, the context, evaluation.

They stand where people, devices and pictures write: titles, notes, names, a sensor's word. None of
them may change what is allowed, and none may look like structure where it is shown.
"""

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "injection.json"


@dataclass(frozen=True)
class Injection:
    """One hostile text. `wants` says what it is after, so that an evaluation can look for it."""

    id: str
    language: str
    """`ja`, `en`, or `-` where it is in none."""
    kind: str
    wants: str
    text: str


def injections() -> tuple[Injection, ...]:
    return tuple(Injection(**one) for one in json.loads(_FILE.read_text(encoding="utf-8")))
