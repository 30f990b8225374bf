"""What changes, as it changes: one reader of the views for all streams.

Every item carries the position that a browser gives back as `Last-Event-ID`: everything up to
there has been told, so that coming back misses nothing (and may hear a row twice).
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from events.errors import LogUnavailable
from events.eventlog.postgres.wakeups import Listener, wait_for
from events.identity import START, Position
from projections.decisions import Decision, Decisions
from projections.devices import Device, Devices
from projections.projection import Projection
from projections.tasks import Task, Tasks
from projections.trust import Standing, Trust
from projections.zones import Occupancy, Zones
from services.backend.broadcast import Broadcast
from services.backend.decisions import row_object
from services.backend.devices import device_object
from services.backend.task_bodies import status_of, task_object
from services.backend.zones import zone_names, zone_object
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader

PAUSE_S = 1.0
"""After a failure of the database, before looking again."""

DECISIONS_TOLD = 100
"""Decisions that one look tells of, at most: the newest, of those that changed."""

ZONES, OCCUPANCY, DEVICES, TASKS = Zones(), Occupancy(), Devices(), Tasks()
TRUST, DECISIONS = Trust(), Decisions()
VIEWS: tuple[Projection[Any], ...] = (  # Any: rows of every kind
    ZONES,
    OCCUPANCY,
    DEVICES,
    TASKS,
    TRUST,
    DECISIONS,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delta:
    """One row of a view as it is now; `row` is None when it is gone."""

    view: str
    key: str
    row: dict[str, Any] | None
    position: Position

    def as_object(self) -> dict[str, Any]:
        return {"view": self.view, "key": self.key, "row": self.row, "position": self.position}


class Feed:
    """Follows the views and broadcasts what changed."""

    def __init__(self, reader: ViewReader, listener: Listener) -> None:
        self._reader = reader
        self._listener = listener
        self.deltas: Broadcast[Delta] = Broadcast()
        self._standings: dict[str, Standing] = {}
        self._standings_at = START

    async def run(self) -> None:
        """Broadcast until cancelled."""
        position: Position | None = None
        while True:
            ring = self._listener.next_ring()
            try:
                position = await self._broadcast_after(position)
            except (LogUnavailable, ViewNotBuilt) as error:
                logger.warning("%s; looking again", error)
                await asyncio.sleep(PAUSE_S)
            else:
                await wait_for(ring)

    async def _broadcast_after(self, position: Position | None) -> Position:
        if position is None:
            return await self._position()
        if not len(self.deltas):
            reached = await self._position()
            # Who joined meanwhile was told up to an earlier position: look from there.
            return position if len(self.deltas) else reached
        deltas, reached = await self.since(position)
        for delta in deltas:
            self.deltas.send(delta)
        return reached

    async def _position(self) -> Position:
        return min([await self._reader.position(view) for view in VIEWS])

    async def since(self, position: Position) -> tuple[list[Delta], Position]:
        """Every row that changed after a position, as it is now, and up to where that is told."""
        changes = await self._reader.changes(VIEWS, position)
        reached = min(one.position for one in changes)
        readings, observations, devices, tasks, standings, decisions = (one.rows for one in changes)
        changed = zone_names(_present(readings), _present(observations))
        zones = [await self._zone(name, reached) for name in changed]
        heard = await self._devices(devices, standings.keys(), reached)
        moved = [_task(row, reached) for row in tasks.values() if row is not None]
        return [*zones, *heard, *moved, *_decided(decisions, reached)], reached

    async def _devices(
        self, heard: dict[str, Device | None], standing: Iterable[str], reached: Position
    ) -> list[Delta]:
        """Devices that were heard, or that stand otherwise than before."""
        rows = dict(heard)
        for key in standing:
            if key not in rows:
                found = await self._reader.rows(DEVICES, key)
                rows |= {key: found.rows[key]} if key in found.rows else {}
        standings = await self._standing() if rows else {}
        moment = datetime.now(UTC)
        return [
            Delta(
                "devices",
                key,
                None if row is None else device_object(row, moment, standings),
                reached,
            )
            for key, row in rows.items()
        ]

    async def _standing(self) -> Mapping[str, Standing]:
        """How all devices stand; read once, and from then on what changed."""
        (changed,) = await self._reader.changes((TRUST,), self._standings_at)
        present = {key: row for key, row in changed.rows.items() if row is not None}
        self._standings |= present
        self._standings_at = changed.position
        return self._standings

    async def _zone(self, name: str, reached: Position) -> Delta:
        readings = await self._reader.rows(ZONES, f"{name}/")
        observations = await self._reader.rows(OCCUPANCY, f"{name}/")
        moment = datetime.now(UTC)
        row = zone_object(name, readings.rows.values(), observations.rows.values(), moment)
        return Delta("zones", name, row, reached)


def _task(task: Task, reached: Position) -> Delta:
    """A task that is not in the list any more is gone."""
    row = None if status_of(task) is None else task_object(task)
    return Delta("tasks", str(task.task), row, reached)


def _decided(rows: dict[str, Decision | None], reached: Position) -> list[Delta]:
    """By cycle, oldest first; one that the view lets go of is of no news."""
    present = {key: row for key, row in rows.items() if row is not None}
    newest = [present[key] for key in sorted(present)[-DECISIONS_TOLD:]]
    return [Delta("decisions", row.cycle, row_object(row), reached) for row in newest]


def _present(rows: dict[str, Any]) -> Iterable[Any]:
    return (row for row in rows.values() if row is not None)
