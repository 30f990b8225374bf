"""What events are named by: positions, ids and subjects.

A subject cannot be built wrong, ids of caused events depend only on their cause (rule R4), and
nothing here reads a clock except `new_id`, which is for facts that arrive from outside.
"""

import re
from functools import cached_property, lru_cache
from typing import NewType, Self
from uuid import UUID, uuid5

import uuid_utils.compat

from events.errors import InvalidSubject

Position = NewType("Position", int)
"""A place in a log's total order: 1, 2, 3 … without gaps; 0 stands for "before the first"."""

START = Position(0)

_SUBJECT = re.compile(r"[a-z][a-z_]*:[^\x00-\x1f]{1,255}")


class Subject(str):
    """The thing that an event is about, as "kind:name": `device:env_01`, `wallet:5`, `task:42`."""

    def __new__(cls, value: str) -> Self:
        if not _SUBJECT.fullmatch(value):
            raise InvalidSubject(value)
        return super().__new__(cls, value)

    @classmethod
    def of(cls, kind: str, name: object) -> "Subject":
        return _subject(f"{kind}:{name}")

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """The same as `Subject(text)`, but quicker where that was met lately."""
        return _subject(text)

    @cached_property
    def kind(self) -> str:
        return self.partition(":")[0]

    @cached_property
    def name(self) -> str:
        return self.partition(":")[2]


@lru_cache(maxsize=65_536)
def _subject(value: str) -> Subject:
    return Subject(value)


def new_id() -> UUID:
    """A fresh, time-ordered id (UUIDv7) for a fact that came from outside."""
    return uuid_utils.compat.uuid7()


def caused_id(cause: UUID, handler: str, ordinal: int) -> UUID:
    """The id of the `ordinal`-th event that `handler` derives from `cause` (rule R4)."""
    return uuid5(cause, f"{handler}/{ordinal}")
