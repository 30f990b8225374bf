"""Receipts: up to which number a device's messages are in the log, and which are missing before.

Devices number their messages 1, 2, 3 … from each boot on. A receipt never claims a number that the
log does not hold; whatever exceeds the bounds is forgotten on the safe side, as not received.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import ClassVar

from events.devices import GapDetected, HeartbeatReceived
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections.projection import Projection, State

BOOTS_LIMIT = 8
"""Boots of a device that are followed closely; the one heard longest ago is then kept in short."""

EARLIER_LIMIT = 64
"""Earlier boots of a device that are kept in short; the one heard longest ago is forgotten."""

GAPS_LIMIT = 1_024
"""Gaps of a boot that are followed; a message that would open one more counts as not received."""

GAP_PATIENCE = timedelta(minutes=1)
"""How long a gap may stay open before it is an event."""

TIMER = "gap_open"

NUMBERED = frozenset({ReadingRecorded.event_type, HeartbeatReceived.event_type})
"""The types whose data can carry `boot` and `seq`."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first` to `last` have not arrived, though a later one has."""

    first: int
    last: int
    since: datetime
    """When the later one was recorded."""
    reported: bool = False
    """`devices.gap_detected` says so."""


@dataclass(frozen=True, slots=True)
class Boot:
    """What has arrived of the messages that a device numbered since one restart."""

    boot: str
    highest: int = 0
    gaps: tuple[Gap, ...] = ()
    """In order, none touching another."""

    @property
    def contiguous(self) -> int:
        """Everything up to this number has arrived."""
        return self.gaps[0].first - 1 if self.gaps else self.highest

    def arrived(self, seq: int, moment: datetime) -> "Boot":
        """After the message with this number was recorded."""
        if seq == self.highest + 1:
            return Boot(self.boot, seq, self.gaps)
        if seq > self.highest:
            return self._leapt(seq, moment)
        return self._filled(seq)

    def _leapt(self, seq: int, moment: datetime) -> "Boot":
        if len(self.gaps) >= GAPS_LIMIT:
            return self
        gap = Gap(self.highest + 1, seq - 1, moment)
        return replace(self, highest=seq, gaps=(*self.gaps, gap))

    def _filled(self, seq: int) -> "Boot":
        if seq <= self.contiguous:
            return self
        gaps: list[Gap] = []
        for gap in self.gaps:
            gaps.extend(_without(gap, seq))
        return self if len(gaps) > GAPS_LIMIT else replace(self, gaps=tuple(gaps))

    def in_short(self) -> "Boot":
        """The same with at most one gap: of the numbers from the first that is missing to the last.

        Nothing more is claimed than before; what is missing is no longer reported.
        """
        if not self.gaps:
            return self
        first, last = self.gaps[0], self.gaps[-1]
        return replace(self, gaps=(Gap(first.first, last.last, last.since, reported=True),))


def _without(gap: Gap, seq: int) -> Iterator[Gap]:
    """What is left of a gap when one of its numbers arrived."""
    if not gap.first <= seq <= gap.last:
        yield gap
        return
    if gap.first < seq:
        yield replace(gap, last=seq - 1)
    if seq < gap.last:
        yield replace(gap, first=seq + 1)


@dataclass(frozen=True, slots=True)
class Receipts:
    """A device's boots, the one heard last at the end."""

    device: str
    boots: tuple[Boot, ...] = ()

    earlier: tuple[Boot, ...] = ()
    """Boots before those, in short, in the same order: an outbox may still hold their messages."""

    def of(self, boot: str) -> Boot | None:
        if self.boots and (latest := self.boots[-1]).boot == boot:
            return latest
        known = chain(reversed(self.boots), reversed(self.earlier))
        return next((one for one in known if one.boot == boot), None)

    def put(self, boot: Boot) -> "Receipts":
        if self.boots and self.boots[-1].boot == boot.boot:
            return Receipts(self.device, (*self.boots[:-1], boot), self.earlier)
        boots = (*_others(self.boots, boot), boot)
        out = tuple(one.in_short() for one in boots[:-BOOTS_LIMIT])
        earlier = (*_others(self.earlier, boot), *out)
        return replace(self, boots=boots[-BOOTS_LIMIT:], earlier=earlier[-EARLIER_LIMIT:])


def _others(boots: Iterable[Boot], boot: Boot) -> Iterator[Boot]:
    return (known for known in boots if known.boot != boot.boot)


class DeviceReceipts(Projection[Receipts]):
    """Per device and boot, the numbers that arrived."""

    name: ClassVar[str] = "receipts"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = NUMBERED | {GapDetected.event_type}
    row: ClassVar[type] = Receipts

    def apply(self, state: State[Receipts], event: Recorded) -> None:
        data = event.data
        if isinstance(data, GapDetected):
            mark_reported(state, data)
        else:
            record_arrival(state, event)


def record_arrival(state: State[Receipts], event: Recorded) -> None:
    """Fold an event that may carry a number."""
    data = event.data
    assert isinstance(data, ReadingRecorded | HeartbeatReceived)
    boot, seq = data.boot, data.seq
    if boot is not None and seq:
        count_in(state, event.subject.name, boot, seq, event.recorded_at)


def count_in(state: State[Receipts], device: str, boot: str, seq: int, moment: datetime) -> None:
    """Note that a message is in the log. The order does not matter, nor do repeats."""
    receipts = state.get(device) or Receipts(device)
    known = receipts.of(boot) or Boot(boot)
    after = known.arrived(seq, moment)
    if after is known and receipts.boots[-1] is known:
        return  # a further channel of the same message, or a repeat
    state.put(device, receipts.put(after))


def counted_on(
    state: State[Receipts], device: str, boot: str, numbers: Sequence[int | None]
) -> bool:
    """Note messages that all follow one another in the boot heard last, which most do.

    False, with nothing noted, if it is not as simple as that.
    """
    receipts = state.get(device)
    if receipts is None or receipts.boots[-1].boot != boot:
        return False
    latest = receipts.boots[-1]
    highest = latest.highest + len(numbers)
    if list(range(latest.highest + 1, highest + 1)) != numbers:
        return False
    state.put(device, receipts.put(replace(latest, highest=highest)))
    return True


def mark_reported(state: State[Receipts], found: GapDetected) -> None:
    """Fold that a gap was reported: it is not due again."""
    receipts = state.get(found.device)
    if receipts is None:
        return
    boot = receipts.of(found.boot)
    if boot is None:
        return
    gaps = tuple(
        replace(gap, reported=True) if found.first_seq <= gap.first <= found.last_seq else gap
        for gap in boot.gaps
    )
    state.put(receipts.device, receipts.put(replace(boot, gaps=gaps)))


def open_gaps(boot: Boot) -> Iterator[tuple[Gap, datetime]]:
    """The gaps that nobody has reported, and when each is due."""
    return ((gap, gap.since + GAP_PATIENCE) for gap in boot.gaps if not gap.reported)


def timer_name(device: str, boot: str) -> str:
    return f"{TIMER}:{device}/{boot}"


def due_timers(receipts: Receipts) -> dict[str, datetime]:
    """When which of a device's boots has a gap that has stayed open too long, by timer."""
    return {
        timer_name(receipts.device, boot.boot): min(due for _, due in gaps)
        for boot in receipts.boots
        if (gaps := list(open_gaps(boot)))
    }
