"""What failed for good and holds up nobody: views, parts of views, reactors, with the reasons."""

from dataclasses import dataclass
from typing import Any

from prometheus_client import Gauge

from events.eventlog import PostgresEventLog
from handlers.registry import REACTORS
from projections.registry import PROJECTIONS
from services.projector.reading import Amiss, ViewReader
from services.reactor.stops import Stops

_STOPPED = Gauge("soms_projection_stopped", "1 if the view stopped for good", ["projection"])
_PARKED = Gauge("soms_projection_parked_subjects", "Subjects left out of the view", ["projection"])
_REACTOR = Gauge("soms_reactor_stopped", "1 if the reactor stopped for good", ["reactor"])


@dataclass(frozen=True, slots=True)
class Failures:
    """All of a hub."""

    views: Amiss
    reactors: dict[str, str]
    """Reasons, by reactor."""

    def __bool__(self) -> bool:
        return bool(self.views.stopped or self.views.parked or self.reactors)

    def as_object(self) -> dict[str, Any]:
        """Only what there is."""
        all_of_it = {
            "stopped": self.views.stopped,
            "parked": self.views.parked,
            "stopped_reactors": self.reactors,
        }
        return {name: found for name, found in all_of_it.items() if found}

    def measure(self) -> None:
        """Set the gauges."""
        for view in PROJECTIONS:
            _STOPPED.labels(view.name).set(view.name in self.views.stopped)
            _PARKED.labels(view.name).set(len(self.views.parked.get(view.name, ())))
        for reactor in REACTORS:
            _REACTOR.labels(reactor.name).set(reactor.name in self.reactors)


async def find_amiss(log: PostgresEventLog, reader: ViewReader) -> Failures:
    """What views and reactors say of themselves. Raises `LogUnavailable`."""
    stops = await Stops(log).noted()
    return Failures(await reader.amiss(), {name: stop.reason for name, stop in stops.items()})
