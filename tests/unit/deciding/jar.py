"""A jar of sweets that never holds less than none: the smallest decider there is.

Its events are readings of a zone; the jar's content is their sum.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.telemetry import ReadingRecorded
from handlers.decider import Decider, Decision, Given, Known, Refused
from projections.projection import Projection, State


class Jars(Projection[int]):
    """How much is in each jar."""

    name: ClassVar[str] = "jars"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int

    def apply(self, state: State[int], event: Recorded) -> None:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        assert isinstance(reading.value, int)
        state.put(reading.zone, (state.get(reading.zone) or 0) + reading.value)


JARS = Jars()


class JarDecider(Decider):
    """Puts in and takes out, by `{"jar": name, "sweets": n}`."""

    name: ClassVar[str] = "jar"
    knows: ClassVar[tuple[Projection[Any], ...]] = (JARS,)

    def decide(self, known: Known, command: Given) -> Decision:
        jar, sweets = command.arguments["jar"], command.arguments["sweets"]
        subject = Subject.of("zone", jar)
        boundary = frozenset({subject})
        left = (known.of(JARS).get(jar) or 0) + sweets
        if sweets == 0:
            return Decision(None, boundary)
        if left < 0:
            return Decision(None, boundary, Refused("conflict", "empty", f"{jar} holds too little"))
        data = ReadingRecorded(zone=jar, channel="sweets", value=sweets)
        return Decision(Draft(data, subject, _reference(command.arguments)), boundary)

    def command_of(self, event: Recorded) -> Given | None:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        return Given("add", {"jar": reading.zone, "sweets": reading.value}, event.time)


def _reference(arguments: Mapping[str, Any]) -> tuple[Subject, ...]:
    name = arguments.get("once")
    return () if name is None else (Subject.of("reference", name),)
