"""Snapshots of what the clock has folded: all of its states as of one position, or none."""

from typing import Any, Protocol

from events.identity import START, Position
from projections.projection import Projection, State
from services.snapshots import Snapshot, Snapshots


class Folded(Protocol):
    """States that were folded together."""

    folds: tuple[Projection[Any], ...]
    states: tuple[State[Any], ...]
    position: Position


class ClockSnapshots:
    """Keeps and restores the states of the clock."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots

    async def restore(self, folded: Folded) -> None:
        found = [await self._snapshots.newest(one) for one in _snapshots(folded)]
        if len({one.position for one in found}) == 1 and found[0].position > START:
            folded.states = tuple(one.state for one in found)
            folded.position = found[0].position

    async def keep(self, folded: Folded) -> None:
        """Keep the states, unless the last snapshot is young."""
        made = _snapshots(folded)
        if self._snapshots.is_due(made[0].name, folded.position):
            await self._snapshots.keep(made)


def _snapshots(folded: Folded) -> list[Snapshot]:
    return [
        Snapshot(f"clock/{one.name}", one.version, one.row, state, folded.position)
        for one, state in zip(folded.folds, folded.states, strict=True)
    ]
