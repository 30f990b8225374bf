"""What the loop remembers between a cycle's events: where it is, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from events.brain import Configured
from handlers.brain.awaiting import Awaiting
from handlers.brain.outside_rows import OutsideDeeds
from projections.brain.rows import ContextRow
from projections.projection import State

State_ = State[Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was approved in the present step, and what the model is to be told of it."""

    tool: str
    arguments: Mapping[str, Any]
    result: str | None = None
    """None while its outcome is awaited."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle that is running."""

    cycle: str
    began_at: datetime
    step: int
    messages: tuple[Mapping[str, Any], ...]
    """All but the constitution, as the last prompt held them."""
    tainted: bool
    digest: str = ""
    """Of the request that the present step's answer must be to."""
    made: tuple[str, ...] = ()
    """Calls made in this cycle, each as canonical text: none is made twice."""
    tasks: int = 0
    utterances: int = 0
    acted: bool = False
    calls: tuple[Call, ...] = ()
    """Of the present step, in their order."""
    said: str = ""
    """What the model said beside them."""
    awaited: Mapping[str, int] = field(default_factory=dict)
    """By the id of a wish or a command, the call that it is the outcome of."""

    def awaiting(self, key: str, other: str) -> "Cycle":
        """With what was awaited under one id awaited under another."""
        ordinal = self.awaited[key]
        others = {one: place for one, place in self.awaited.items() if one != key}
        return replace(self, awaited={**others, other: ordinal})

    def settled(self, key: str, result: str) -> "Cycle":
        """With the outcome of what was awaited under that id."""
        ordinal = self.awaited[key]
        calls = tuple(
            replace(call, result=result) if place == ordinal else call
            for place, call in enumerate(self.calls)
        )
        others = {one: place for one, place in self.awaited.items() if one != key}
        return replace(self, calls=calls, awaited=others)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the brain thinks with, and the event that said so."""

    configured: Configured
    configuration: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether it is night, as the calendar's timers tell."""

    quiet_hours: bool


Row = Cycle | Setting | Hours | Awaiting | OutsideDeeds | ContextRow

_CYCLE, _SETTING, _HOURS = "mind/cycle", "mind/setting", "mind/hours"


def cycle_of(state: State_) -> Cycle | None:
    known = state.get(_CYCLE)
    return known if isinstance(known, Cycle) else None


def put_cycle(state: State_, cycle: Cycle) -> None:
    state.put(_CYCLE, cycle)


def end_cycle(state: State_) -> None:
    state.remove(_CYCLE)


def setting_of(state: State_) -> Setting | None:
    known = state.get(_SETTING)
    return known if isinstance(known, Setting) else None


def put_setting(state: State_, setting: Setting) -> None:
    state.put(_SETTING, setting)


def is_quiet(state: State_) -> bool:
    known = state.get(_HOURS)
    return isinstance(known, Hours) and known.quiet_hours


def put_quiet(state: State_, quiet: bool) -> None:
    state.put(_HOURS, Hours(quiet))


ROW = cast("type", Row)
