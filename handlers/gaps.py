"""Reports messages that a device sent and that did not arrive within a minute of later ones.

The state is the receipts' own, folded by the same functions; the timer `gap_open:{device}/{boot}`
brings the minute.
"""

from collections.abc import Sequence
from typing import ClassVar

from events.devices import GapDetected
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.timers import Fired
from handlers.reactor import Reactor
from projections.projection import State
from projections.receipts import (
    NUMBERED,
    TIMER,
    Receipts,
    mark_reported,
    open_gaps,
    record_arrival,
)


class Gaps(Reactor[Receipts]):
    """A gap that is still open when its time has come becomes `devices.gap_detected`."""

    name: ClassVar[str] = "gaps"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = NUMBERED | {Fired.event_type}
    row: ClassVar[type] = Receipts

    def step(self, state: State[Receipts], event: Recorded) -> Sequence[Draft]:
        data = event.data
        if not isinstance(data, Fired):
            record_arrival(state, event)
            return ()
        found = _overdue(state, data)
        for gap in found:
            mark_reported(state, gap)
        return [Draft(gap, Subject.of("device", gap.device)) for gap in found]


def _overdue(state: State[Receipts], fired: Fired) -> list[GapDetected]:
    """The gaps that the timer is about and that it found open."""
    purpose, _, name = fired.timer.partition(":")
    device, _, boot_name = name.partition("/")
    receipts = state.get(device) if purpose == TIMER else None
    boot = None if receipts is None else receipts.of(boot_name)
    if boot is None:
        return []
    return [
        GapDetected(device=device, boot=boot.boot, first_seq=gap.first, last_seq=gap.last)
        for gap, due in open_gaps(boot)
        if due <= fired.due
    ]
