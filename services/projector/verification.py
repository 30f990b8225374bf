"""Live equals rebuilt: every live view against a fold from zero to the same position."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events.eventlog import EventLog
from events.identity import Position
from projections.projection import Projection
from projections.runtime import Difference, RowCodec, first_difference, fold_log
from services.projector.reading import ViewReader


@dataclass(frozen=True, slots=True)
class Verification:
    """One view's comparison; no difference means that it is exactly what the log says."""

    view: str
    position: Position
    rows: int
    difference: Difference | None


async def verify(
    log: EventLog, reader: ViewReader, projections: Sequence[Projection[Any]]
) -> list[Verification]:
    """Compare each live view with its rebuild, byte for byte. Raises `ViewNotBuilt`."""
    return [await _verify(log, reader, projection) for projection in projections]


async def _verify(log: EventLog, reader: ViewReader, projection: Projection[Any]) -> Verification:
    live = await reader.stored(projection)
    rebuilt = await fold_log(projection, log, until=live.position)
    encoded = RowCodec(projection).encode_all(rebuilt.rows())
    difference = first_difference(projection.name, live.rows, encoded)
    return Verification(projection.name, live.position, len(live.rows), difference)
