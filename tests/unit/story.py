"""Given, when, then for reactors and projections: events in, what follows out; no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from events.envelope import Recorded
from events.identity import Position, Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from handlers.reactor import Reactor
from projections.projection import Projection, State
from projections.runtime import fold
from projections.zones import Occupancy, Zones, ZoneView, zone_at

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def recorded(
    data: Payload, subject: str, at_s: float, *, late_s: float = 0.0, position: int = 1
) -> Recorded:
    """An event that happened `at_s` seconds after the start and was recorded `late_s` later."""
    moment = START + timedelta(seconds=at_s)
    return Recorded(
        position=Position(position),
        id=UUID(int=position),
        type=data.event_type,
        dataversion=data.dataversion,
        source="/edge/test",
        subject=Subject(subject),
        tags=(),
        time=moment,
        recorded_at=moment + timedelta(seconds=late_s),
        causation_id=None,
        correlation_id=None,
        actor=None,
        data_json=data.to_json(),
    )


def reading(
    channel: str,
    value: float | bool | str,
    at_s: float,
    *,
    device: str = "env_01",
    zone: str = "main",
    late_s: float = 0.0,
) -> Recorded:
    data = ReadingRecorded(zone=zone, channel=channel, value=value)
    return recorded(data, f"device:{device}", at_s, late_s=late_s)


@dataclass
class Story:
    """A reactor and what has happened to it so far."""

    reactor: Reactor[Any]
    state: State[Any] = field(default_factory=State)

    def given(self, *events: Recorded) -> "Story":
        self.when(*events)
        return self

    def when(self, *events: Recorded) -> list[Payload]:
        """What the reactor makes of these events."""
        return [draft.data for event in events for draft in self.reactor.step(self.state, event)]


def folded(projection: Projection[Any], events: Sequence[Recorded]) -> dict[str, Any]:
    """The rows after these events."""
    state: State[Any] = State()
    fold(projection, state, events)
    return dict(state.rows())


def room(*events: Recorded, at_s: float) -> ZoneView:
    """What the zone `main` is like `at_s` seconds after the start."""
    readings = folded(Zones(), events)
    observations = folded(Occupancy(), events)
    moment = START + timedelta(seconds=at_s)
    return zone_at("main", readings.values(), observations.values(), moment)
