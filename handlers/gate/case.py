"""A case before the gate: what is asked, in which situation, and the bounds to judge it by."""

from typing import Generic, NamedTuple, TypeVar

from handlers.gate.bounds import Bounds
from handlers.gate.situation import Situation

Asked_co = TypeVar("Asked_co", covariant=True)


class Case(NamedTuple, Generic[Asked_co]):
    """`asked` is a call that was read, a tool's arguments, or a command and what it is about."""

    asked: Asked_co
    situation: Situation
    bounds: Bounds
