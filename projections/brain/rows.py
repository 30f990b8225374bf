"""What the brain's context is made of: one row per channel, zone and task, and a few short lists.

Rows are as small as what an event changes, so that a reading costs the same in a hut and in a
tower; the lists are what a prompt has room for anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from events.tasks import ReportStatus
from events.zones import Bound, Quantity
from projections.roster import Kept
from projections.tasks import Task
from projections.trust import Standing
from projections.zones import Value


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What a sensor said last; words are cut to what a prompt shows."""

    value: Value
    time: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of one zone."""

    zone: str
    channel: str
    sensors: Mapping[str, LastSaid]
    """By device; bounded, those that spoke last."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A quantity that is out of its range."""

    channel: Quantity
    bound: Bound
    threshold: float
    since: datetime

    @property
    def code(self) -> str:
        """`temperature_high`, `co2_high` …"""
        return f"{self.channel}_{'high' if self.bound == 'above' else 'low'}"


@dataclass(frozen=True, slots=True)
class Place:
    """One zone, but for what its sensors said."""

    zone: str
    alarms: Mapping[str, Alarm]
    """By quantity and bound."""
    channels: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    """Those that can be told to do something, or told what they do."""
    people: int = 0
    observed_at: datetime | None = None
    """When anything last told whether people are there."""
    happened_at: datetime | None = None
    """When anything noteworthy last happened there."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The names of all zones, in their order."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """Where a device stands that can be told something."""

    stands_in: str


@dataclass(frozen=True, slots=True)
class Gear:
    """What an actuator reported of itself."""

    device: str
    state: Mapping[str, str]
    """A few fields, as short words."""
    device_type: str
    time: datetime
    tainted: bool = False
    """Whether its state holds words, or names of fields, of the device's own choice."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened lately."""

    kind: str
    """As docs/brain.md names them: `temperature_high`, `sedentary` …"""
    time: datetime
    event: str
    """The event's id."""
    noteworthy: bool
    zone: str | None = None
    channel: str | None = None
    value: float | None = None
    limit: float | None = None
    device: str | None = None
    cycle: str | None = None
    """The cycle that it was thought about in."""


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What came of a task that the brain or the safety floor had asked for."""

    task: int
    title: str
    zone: str | None
    status: ReportStatus | None
    note: str | None
    time: datetime
    event: str
    tainted: bool = False
    """Whether the title was made of what others wrote."""
    cycle: str | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """The last notes and reports, oldest first."""

    notes: tuple[Note, ...]
    reports: tuple[TaskReport, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """The numbers of the tasks that are still to be done, oldest first."""

    open_tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the brain was let do, and what came of it."""

    tool: str
    what: str
    """A title, a sentence, or a device and its tool."""
    time: datetime
    zone: str | None = None
    device: str | None = None
    outcome: str = "asked"
    """`asked`, `created`, `merged`, `said`, `done`, `failed`, `timed_out`, `waits`, `refused`."""
    task: int | None = None
    wish: str | None = None
    """Id of the event by which a task was wished for."""
    task_types: tuple[str, ...] = ()
    """Of a wish for a task."""
    why: str | None = None
    """Its description."""
    tainted: bool = False
    again: bool = False
    """Of a command: whether it is tried once more if nobody answers."""
    time_up: str | None = None
    """Of a command: id of the event that said so."""
    asks_a_person: bool = False
    """Whether it waited for a person's word."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the brain did in the last two hours, oldest first."""

    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task that the brain or the safety floor asked for."""

    own_task: int
    tainted: bool = field(default=False)


ContextRow = (
    Channel
    | Place
    | Zones
    | Kept
    | Post
    | Gear
    | Recent
    | OpenTasks
    | Deeds
    | OwnTask
    | Task
    | Standing
)
