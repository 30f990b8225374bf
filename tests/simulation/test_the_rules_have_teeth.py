"""Each rule, broken on purpose: the simulator must see it, and say how to see it again."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from events.envelope import Draft, Event, Recorded, handler_source
from events.eventlog.memory import MemoryEventLog
from events.identity import Position, new_id
from events.telemetry import ReadingRecorded
from events.zones import DoorOpened
from handlers.dialects import Translator
from handlers.dialects.message import Message
from handlers.reactor import Reactor
from projections.projection import State
from projections.zones import LatestReading, Zones
from services.simulator import Outcome, Parts, simulate
from services.simulator.network import Packet
from services.simulator.projector import Projector
from services.simulator.reactor import ReactorProcess
from services.simulator.reading import settled
from services.simulator.recorder import Recorder


def outcome_with(hours: float = 0.5, faults: bool = True, **parts: Any) -> Outcome:
    return simulate(1, hours, faults, scenario_name="normal", parts=Parts(**parts))


def assert_caught(outcome: Outcome, *rules: str) -> None:
    assert outcome.failure is not None, "nothing was noticed"
    assert outcome.failure.rule in rules, outcome.failure
    assert outcome.command in str(outcome)


class AcknowledgesFirst(Recorder):
    def record(
        self, packets: Sequence[Packet], messages: Sequence[Message], events: Sequence[Event]
    ) -> None:
        self.acknowledge(packets, messages)
        settled(self.log.append(events))


class PromisesTooMuch(Recorder):
    def _send_receipts(self, events: Sequence[Event]) -> None:
        for event in events:
            data = event.data
            if isinstance(data, ReadingRecorded) and data.seq:
                payload = b'{"boot":"%b","seq":%d}' % (str(data.boot).encode(), data.seq + 1)
                self.send_receipt(f"soms/edge/{event.subject.name}/receipt", payload)


class ForgetsTheLastEvent(Projector):
    def restart(self) -> None:
        super().restart()
        head = settled(self.log.head()).position
        self.position = Position(min(self.position + 1, head))


class CountsTwice(Projector):
    def commit(self, position: Position) -> None:
        super().commit(position)
        self.danger.point()
        self._forgotten = position

    def restart(self) -> None:
        super().restart()
        self.position = Position(max(0, self.position - 1))


class ShowsTheNewestFirst(MemoryEventLog):
    def after(self, position: Position) -> Sequence[Recorded]:
        return super().after(position)[::-1]


class RandomIds(ReactorProcess):
    def handle(self, event: Recorded) -> None:
        drafts = self.reactor.step(self.state, event)
        events = [
            Event(
                id=new_id(),
                data=draft.data,
                source=handler_source(self.reactor.name, self.reactor.version),
                subject=draft.subject,
                time=event.time,
                causation_id=event.id,
            )
            for draft in drafts
        ]
        settled(self.log.append(events))


class NewIdsForRepeats(Translator):
    """A dialect that does not use the numbers of devices."""

    def translate(self, message: Message) -> list[Event]:
        events = super().translate(message)
        numbered = b'"boot"' in message.payload
        return [event._replace(id=new_id()) for event in events] if numbered else events


class _Announces(Reactor[int]):
    """Says something about every tenth reading."""

    name = "announces"
    handles = frozenset({ReadingRecorded.event_type})
    row = int

    def step(self, state: State[int], event: Recorded) -> Sequence[Draft]:
        count = (state.get("count") or 0) + 1
        state.put("count", count)
        return [self.draft(event)] if count % 10 == 0 else []

    def draft(self, event: Recorded) -> Draft:
        return Draft(DoorOpened(zone="main", device=self.word(event)), event.subject)

    def word(self, event: Recorded) -> str:
        return event.subject.name


class WithAClock(_Announces):
    def word(self, event: Recorded) -> str:
        return str(datetime.now(UTC))


class WithDice(_Announces):
    def word(self, event: Recorded) -> str:
        return str(random.random())


class LooksAtTheClock(_Announces):
    """Reads a clock without letting it show."""

    def word(self, event: Recorded) -> str:
        datetime.now(UTC)
        return "x"


class RemembersOutsideItsState(_Announces):
    def __init__(self) -> None:
        self.seen = 0

    def word(self, event: Recorded) -> str:
        self.seen += 1
        return str(self.seen)


def test_a_sound_reactor_passes() -> None:
    outcome = outcome_with(reactors=(_Announces(),))
    assert outcome.ok, outcome
    assert outcome.by_type["zones.door_opened"] > 100


def test_a_log_out_of_order_is_caught() -> None:
    assert_caught(outcome_with(log=ShowsTheNewestFirst), "R2")


def test_acknowledging_before_the_commit_is_caught() -> None:
    assert_caught(outcome_with(recorder=AcknowledgesFirst), "R3")


def test_a_receipt_for_what_is_not_recorded_is_caught() -> None:
    assert_caught(outcome_with(recorder=PromisesTooMuch), "R3")


@pytest.mark.parametrize("projector", [ForgetsTheLastEvent, CountsTwice])
def test_a_projection_that_restarts_in_the_wrong_place_is_caught(
    projector: type[Projector],
) -> None:
    assert_caught(outcome_with(projector=projector), "R1", "R2")


def test_ids_that_do_not_follow_from_their_cause_are_caught() -> None:
    outcome = outcome_with(reactors=(_Announces(),), reactor_process=RandomIds)
    assert_caught(outcome, "R4")


def test_a_repeat_that_becomes_a_second_event_is_caught() -> None:
    assert_caught(outcome_with(translator=NewIdsForRepeats), "R4")


@pytest.mark.parametrize(
    "reactor", [WithAClock, WithDice, LooksAtTheClock, RemembersOutsideItsState]
)
def test_an_impure_reactor_is_caught(reactor: type[Reactor[Any]]) -> None:
    assert_caught(outcome_with(reactors=(reactor(),)), "R5", "R6")


def test_a_projection_that_reads_a_clock_is_caught() -> None:
    class Dated(Zones):
        def apply(self, state: State[LatestReading], event: Recorded) -> None:
            datetime.now(UTC)
            super().apply(state, event)

    assert_caught(outcome_with(faults=False, projections=(Dated(),)), "R6")
