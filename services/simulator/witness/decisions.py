"""R4, R5 and R6 for reactors: the same causes give the same events, once, and need nothing else."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from events.envelope import Event, Recorded, caused_events, handler_source
from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position
from projections.projection import State
from services.simulator.errors import InvariantBroken
from services.simulator.reactor import ReactorProcess
from services.simulator.reading import settled
from services.simulator.witness.isolation import nothing_from_outside

WATCHED = 101
"""One cause in so many is decided under watch for R6."""


class DecisionWitness:
    """Decides everything once more, as a replay does, and compares with what the log holds."""

    def __init__(self, log: MemoryEventLog, process: ReactorProcess) -> None:
        self.checks = 0
        self._log = log
        self._process = process
        self._state: State[Any] = State()  # Any: states of every kind
        self._position = START
        self._expected: deque[tuple[Position, list[Event]]] = deque()
        self._decided = 0
        self._found = 0
        self._source = handler_source(process.reactor.name, process.reactor.version)

    def observe(self, events: Sequence[Recorded]) -> None:
        source, handles = self._source, self._process.reactor.handles
        for event in events:
            self._position = event.position
            if event.source == source:
                self._found += 1
            if event.type in handles:
                self._decide(event)
        self._state.take_changes()

    def _decide(self, cause: Recorded) -> None:
        reactor = self._process.reactor
        if cause.position % WATCHED == 0:
            with nothing_from_outside(reactor.name, cause.position):
                drafts = reactor.step(self._state, cause)
        else:
            drafts = reactor.step(self._state, cause)
        if drafts:
            self._decided += len(drafts)
            events = caused_events(cause, reactor.name, drafts, version=reactor.version)
            self._expected.append((cause.position, events))

    def compare(self) -> None:
        """What the process must have decided by now, with what is in the log."""
        while self._expected and self._expected[0][0] <= self._process.position:
            position, events = self._expected.popleft()
            for event in events:
                self._require_recorded(event, position)
            self._require_no_effect_of_repeating(events, position)
        if self._process.position == self._position and self._found != self._decided:
            what = f"{self._source} recorded {self._found} events, a replay gives {self._decided}"
            raise InvariantBroken("R5", what, self._position)

    def _require_recorded(self, event: Event, position: Position) -> None:
        self.checks += 1
        recorded = settled(self._log.get(event.id))
        if recorded is None:
            what = f"{self._source} did not record {event.type} {event.data!r} under {event.id}"
            raise InvariantBroken("R4", what, position)
        if (recorded.type, recorded.subject) != (event.type, event.subject) or (
            recorded.data_json != event.data.to_json()
        ):
            what = f"{self._source} recorded {recorded.data!r}, a replay gives {event.data!r}"
            raise InvariantBroken("R5", what, position)

    def _require_no_effect_of_repeating(self, events: list[Event], position: Position) -> None:
        before = settled(self._log.backward(limit=1))
        settled(self._log.append(events))
        if settled(self._log.backward(limit=1)) != before:
            raise InvariantBroken(
                "R4", f"{self._source} decided twice and appended twice", position
            )
