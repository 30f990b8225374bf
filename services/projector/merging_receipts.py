"""Receipts from sums: numbers that follow one another are counted on without a row for each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from events.devices import GapDetected
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections.projection import State
from projections.receipts import Boot, DeviceReceipts, Receipts, count_in
from services.projector.summary import Stretch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Numbered(NamedTuple):
    """A reading's number, or another event about receipts."""

    position: int
    boot: str = ""
    seq: int = 0
    recorded_micro: int = 0
    event: Recorded | None = None


def merge_receipts(state: State[Receipts], stretch: Stretch) -> None:
    for device, messages in _by_device(stretch).items():
        messages.sort(key=lambda one: one.position)
        counting = _Counting(state, device)
        for message in messages:
            counting.take(message)
        counting.write()


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
            moment = EPOCH + timedelta(microseconds=message.recorded_micro)
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


def _by_device(stretch: Stretch) -> dict[str, list[Numbered]]:
    found: dict[str, list[Numbered]] = defaultdict(list)
    for event in stretch.told:
        if event.type in DeviceReceipts.handles and event.type != ReadingRecorded.event_type:
            data = event.data
            device = data.device if isinstance(data, GapDetected) else event.subject.name
            found[device].append(Numbered(event.position, event=event))
    for group in stretch.readings:
        if group.boot is None:
            continue
        messages = found[group.device]
        for position, micro, number in zip(
            group.positions, group.recorded_micro, group.numbers, strict=True
        ):
            if number is not None and (seq := int(number)):
                messages.append(Numbered(position, group.boot, seq, micro))
    return found
