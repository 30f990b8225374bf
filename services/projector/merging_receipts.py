"""Receipts from sums: numbers that follow one another are counted on without a row for each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from events.devices import GapDetected, HeartbeatReceived
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections.projection import State
from projections.receipts import Boot, DeviceReceipts, Receipts, count_in, counted_on
from services.projector.micros import moment_of
from services.projector.summary import Readings, Stretch


class Numbered(NamedTuple):
    """A reading's number, or another event about receipts."""

    position: int
    boot: str = ""
    seq: int = 0
    recorded_micro: int = 0
    event: Recorded | None = None


def merge_receipts(state: State[Receipts], stretch: Stretch) -> None:
    for device, spoken in _by_device(stretch).items():
        told = spoken.in_one_boot()
        if told is None or not counted_on(state, device, *told):
            counting = _Counting(state, device)
            for message in sorted(spoken.messages(), key=lambda one: one.position):
                counting.take(message)
            counting.write()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a device said in a stretch that may carry numbers."""

    readings: list[Readings] = field(default_factory=list)
    events: list[Recorded] = field(default_factory=list)

    def messages(self) -> Iterator[Numbered]:
        """In no particular order."""
        for event in self.events:
            yield Numbered(event.position, event=event)
        for group in self.readings:
            assert group.boot is not None
            for position, micro, number in zip(
                group.positions, group.recorded_micro, group.numbers, strict=True
            ):
                if number:
                    yield Numbered(position, group.boot, number, micro)

    def in_one_boot(self) -> tuple[str, list[int | None]] | None:
        """The boot and all numbers in order of arrival; None if it is not as simple as that."""
        boots, placed = {group.boot for group in self.readings}, list[tuple[int, int | None]]()
        for group in self.readings:
            placed += zip(group.positions, group.numbers, strict=True)
        for event in self.events:
            beat = event.data
            if not isinstance(beat, HeartbeatReceived):
                return None
            boots.add(beat.boot)
            placed.append((event.position, beat.seq))
        boot = boots.pop()
        if boots or boot is None:
            return None
        return boot, [number for _, number in sorted(placed)]


@dataclass(slots=True)
class _Counting:
    """Counts on from the boot heard last; what does not simply follow goes the long way."""

    state: State[Receipts]
    device: str
    boot: str = ""
    highest: int = 0
    written: int = 0

    def __post_init__(self) -> None:
        self._read()

    def take(self, message: Numbered) -> None:
        if message.seq == self.highest + 1 and message.boot == self.boot:
            self.highest = message.seq
            return
        self.write()
        if message.event is not None:
            DeviceReceipts().apply(self.state, message.event)
        else:
            moment = moment_of(message.recorded_micro)
            count_in(self.state, self.device, message.boot, message.seq, moment)
        self._read()

    def write(self) -> None:
        if self.highest != self.written:
            known = self.state.get(self.device)
            assert known is not None
            boot = Boot(self.boot, self.highest, known.boots[-1].gaps)
            self.state.put(self.device, known.put(boot))
            self.written = self.highest

    def _read(self) -> None:
        known = self.state.get(self.device)
        latest = known.boots[-1] if known is not None and known.boots else Boot("")
        self.boot, self.highest = latest.boot, latest.highest
        self.written = latest.highest


def _by_device(stretch: Stretch) -> dict[str, Spoken]:
    found: dict[str, Spoken] = defaultdict(Spoken)
    for event in stretch.told:
        if event.type in DeviceReceipts.handles and event.type != ReadingRecorded.event_type:
            data = event.data
            device = data.device if isinstance(data, GapDetected) else event.subject.name
            found[device].events.append(event)
    for group in stretch.readings:
        if group.boot is not None:
            found[group.device].readings.append(group)
    return found
