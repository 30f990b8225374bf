"""The brain's context as the gate looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.brain.awaiting import awaiting
from handlers.brain.deeds import deeds_for
from handlers.brain.mind import Cycle, is_quiet
from handlers.gate.situation import CycleSoFar, KnownDevice, OpenTask, Situation
from handlers.tasks.troubles import trouble_of
from handlers.tools import CreateTask
from projections.brain.access import (
    Context,
    deeds_of,
    has_zone,
    open_tasks,
)
from projections.brain.gear import device_known
from projections.brain.rows import Deed
from projections.brain.seeing import is_alarming


@dataclass(frozen=True, slots=True)
class ContextWorld:
    """Answers the gate's questions from the rows of the context, as of a moment."""

    state: Context
    now: datetime

    def has_zone(self, zone: str) -> bool:
        return has_zone(self.state, zone)

    def is_alarming(self, zone: str) -> bool:
        return is_alarming(self.state, zone, self.now)

    def device(self, name: str) -> KnownDevice | None:
        known = device_known(self.state, name, self.now)
        if known is None:
            return None
        return KnownDevice(name, known.zone, known.tools, known.trusted, known.online, known.sleeps)

    def open_tasks(self) -> Sequence[OpenTask]:
        made = [
            OpenTask(
                one.title,
                one.zone,
                one.task_types,
                trouble_of(one.cause, one.title, one.description),
                one.location,
            )
            for one in open_tasks(self.state)
        ]
        return made + [_wished(one) for one in deeds_of(self.state) if is_wish(one)]


def is_wish(deed: Deed) -> bool:
    """Whether it is a wish for a task that is on its way to becoming one."""
    return deed.tool == CreateTask.name and deed.outcome == "asked"


def _wished(deed: Deed) -> OpenTask:
    return OpenTask(deed.what, deed.zone, deed.task_types, trouble_of(None, deed.what, deed.why))


def situation(state: Context, cycle: Cycle, now: datetime) -> Situation:
    """Everything that a verdict rests on, at a moment of a cycle."""
    return Situation(
        now=now,
        world=ContextWorld(state, now),
        deeds=deeds_for(state, None, now),
        cycle=CycleSoFar(cycle.tasks, cycle.utterances),
        quiet_hours=is_quiet(state),
        tainted=cycle.tainted,
        awaiting=awaiting(state, now),
    )
