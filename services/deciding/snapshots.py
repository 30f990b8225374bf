"""Snapshots of what a decider knows: a cache that spares a restart the log's beginning.

All projections of a decider are kept together, so that they stand at one position.
"""

from collections.abc import Sequence
from dataclasses import replace

from events.identity import START, Position
from handlers.decider import Decider, Known
from projections.projection import Projection, State
from services.snapshots import Snapshot, Snapshots


class DeciderSnapshots:
    """Keeps and restores what deciders know."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots

    async def restore(self, decider: Decider, known: Known) -> Position:
        """Begin with the newest snapshots, if all of them stand at one position; returns it."""
        found = [
            (projection, await self._snapshots.newest(_snapshot(decider, projection, known)))
            for projection in decider.knows
        ]
        positions = {snapshot.position for _, snapshot in found}
        if len(positions) != 1:
            return START
        for projection, snapshot in found:
            known.put(projection, snapshot.state)
        return positions.pop()

    def due(self, decider: Decider, known: Known, position: Position) -> list[Snapshot]:
        """Copies of what is known, unless the last snapshot is young: to be kept."""
        if not self._snapshots.is_due(_name(decider, decider.knows[0]), position):
            return []
        return [_copied(_snapshot(decider, one, known, position)) for one in decider.knows]

    async def keep(self, snapshots: Sequence[Snapshot]) -> None:
        if snapshots:
            await self._snapshots.keep(snapshots)


def _copied(snapshot: Snapshot) -> Snapshot:
    """Deciding goes on while it is kept."""
    return replace(snapshot, state=State(snapshot.state.rows()))


def _name(decider: Decider, projection: Projection[object]) -> str:
    return f"decider/{decider.name}/{projection.name}"


def _snapshot(
    decider: Decider, projection: Projection[object], known: Known, position: Position = START
) -> Snapshot:
    return Snapshot(
        _name(decider, projection),
        projection.version,
        projection.row,
        known.of(projection),
        position,
    )
