"""What the gate knows when it judges: all of it folded from the log, none of it from the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device, as far as commanding it goes."""

    device: str
    zone: str | None
    tools: frozenset[str]
    """What it registered or announced that it can do."""
    trusted: bool
    """Long enough online, or by an operator's word."""
    online: bool
    sleeps: bool = False
    """Whether it hears commands only now and then, and is given longer to answer."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is still to be done."""

    title: str
    zone: str | None
    task_types: tuple[str, ...] = ()
    trouble: str | None = None
    """What it is to mend, as `handlers.tasks.troubles` tells."""
    location: str | None = None
    """Where it is, where that is not its zone's name."""


class World(Protocol):
    """The office as the brain's context holds it."""

    def has_zone(self, zone: str) -> bool: ...

    def is_alarming(self, zone: str) -> bool:
        """Whether measurements of the zone, and not anybody's words, call for something."""

    def device(self, name: str) -> KnownDevice | None: ...

    def open_tasks(self) -> Sequence[OpenTask]: ...


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the brain has been let do lately, as the log tells it: a restart changes nothing."""

    tasks_created: tuple[datetime, ...] = ()
    """Within the last hour at least."""
    spoken: Mapping[str, datetime] = field(default_factory=dict)
    """By zone, when it last spoke there; "" where it spoke everywhere."""
    spoken_at: tuple[datetime, ...] = ()
    """Within the last hour at least, wherever."""
    commanded: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """By device that is connected (a leaf's are its hub's), within the last hour at least."""
    commanded_at: tuple[datetime, ...] = ()
    """By whoever asks now: within the last hour at least, whatever device."""


@dataclass(frozen=True, slots=True)
class CycleSoFar:
    """What was approved in the present cycle."""

    tasks: int = 0
    utterances: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a verdict rests on, besides the proposal and the bounds."""

    now: datetime
    world: World
    deeds: Deeds = Deeds()
    cycle: CycleSoFar = CycleSoFar()
    quiet_hours: bool = False
    tainted: bool = False
    """Whether the model saw text that people, devices or pictures wrote."""
    awaiting: Mapping[str, datetime] = field(default_factory=dict)
    """By order (`handlers.gate.orders`), until when a person's word on it is waited for."""
