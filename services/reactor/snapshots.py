"""Snapshots of reactors' states. One that lies past a reactor's decisions is not used: from there
on, what the reactor has yet to decide would never be decided.
"""

from typing import Any, Protocol

from events.identity import Position
from handlers.reactor import Reactor
from handlers.replay.check import checkpoint_name
from projections.projection import State
from services.snapshots import Snapshot, Snapshots


class Snapshotted(Protocol):
    """What has a state to keep."""

    reactor: Reactor[Any]
    state: State[Any]
    position: Position
    decided: Position


class ReactorSnapshots:
    """Keeps and restores the states of reactors."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots

    async def restore(self, course: Snapshotted) -> None:
        """Give the course its newest snapshot, if there is one that it can go on from."""
        found = await self._snapshots.newest(_snapshot(course))
        if found.position <= course.decided:
            course.position, course.state = found.position, found.state

    async def keep(self, course: Snapshotted) -> None:
        """Keep the course's state, unless the last snapshot is young."""
        if self._snapshots.is_due(checkpoint_name(course.reactor), course.position):
            await self._snapshots.keep([_snapshot(course)])


def _snapshot(course: Snapshotted) -> Snapshot:
    name, version = checkpoint_name(course.reactor), course.reactor.version
    return Snapshot(name, version, course.reactor.row, course.state, course.position)
