"""Snapshots of what a decider knows: a cache that spares a restart the log's beginning.

All projections of a decider are kept together, so that they stand at one position.
"""

from events.identity import START, Position
from handlers.decider import Decider, Known
from projections.projection import Projection
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

    async def keep(self, decider: Decider, known: Known, position: Position) -> None:
        """Keep what is known, unless the last snapshot is young."""
        if not self._snapshots.is_due(_name(decider, decider.knows[0]), position):
            return
        kept = [_snapshot(decider, one, known, position) for one in decider.knows]
        await self._snapshots.keep(kept)


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
