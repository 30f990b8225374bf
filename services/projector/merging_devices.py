"""Devices from sums: what they are from the few events that are read, how often from all of them.

The message rate fades between two messages, so it is counted message by message, in their order.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from projections.devices import RATE_PER_MESSAGE, Device, Devices, fading, is_last_will
from projections.projection import State
from projections.runtime import fold
from services.projector.summary import Stretch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Heard(NamedTuple):
    """One message of a device."""

    position: int
    recorded_micro: int
    counts: bool
    """False for a last will, which somebody else sent."""


@dataclass(slots=True)
class _Talk:
    """How a device's talk went so far."""

    first_micro: int
    last_micro: int
    messages: int
    rate: float

    def hear(self, messages: Iterable[Heard]) -> None:
        for one in messages:
            if one.counts:
                elapsed_micro = one.recorded_micro - self.last_micro
                if elapsed_micro > 0:
                    self.rate *= fading(elapsed_micro / 1_000_000)
                    self.last_micro = one.recorded_micro
                self.rate += RATE_PER_MESSAGE
                self.messages += 1


def merge_devices(state: State[Device], stretch: Stretch) -> None:
    heard = _heard(stretch)
    before = {device: state.get(device) for device in heard}
    fold(Devices(), state, stretch.told)
    for device, messages in heard.items():
        messages.sort()
        talk = _talk(before[device], messages[0])
        talk.hear(messages)
        row = state.get(device)
        assert row is not None
        state.put(
            device,
            replace(
                row,
                first_seen=EPOCH + talk.first_micro * MICROSECOND,
                last_seen=EPOCH + talk.last_micro * MICROSECOND,
                messages=talk.messages,
                rate_per_min=talk.rate,
            ),
        )


def _heard(stretch: Stretch) -> dict[str, list[Heard]]:
    heard: dict[str, list[Heard]] = defaultdict(list)
    read = set()
    for event in stretch.told:
        if event.type in Devices.handles:
            micro = _micro(event.recorded_at)
            heard[event.subject.name].append(
                Heard(event.position, micro, counts=not is_last_will(event))
            )
            read.add(event.position)
    for group in stretch.readings:
        messages = heard[group.device]
        for position, micro in zip(group.positions, group.recorded_micro, strict=True):
            if position not in read:
                messages.append(Heard(position, micro, counts=True))
    return heard


def _talk(known: Device | None, first: Heard) -> _Talk:
    if known is None:
        return _Talk(first.recorded_micro, first.recorded_micro, 0, 0.0)
    times = _micro(known.first_seen), _micro(known.last_seen)
    return _Talk(*times, known.messages, known.rate_per_min)


def _micro(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
