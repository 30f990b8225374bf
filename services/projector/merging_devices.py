"""Devices from sums: what they are from the few events that are read, how often from all of them.

The message rate fades between two messages, so it is counted message by message, in their order.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain

from events.telemetry import ReadingRecorded
from projections.devices import RATE_PER_MESSAGE, Device, Devices, fading, is_last_will
from projections.projection import State
from projections.runtime import fold
from services.projector.micros import micro_of, moment_of
from services.projector.summary import Stretch


@dataclass(slots=True)
class Heard:
    """When a device's messages of a stretch were recorded, in microseconds since 1970."""

    micros: list[int] = field(default_factory=list)
    wills: list[int] = field(default_factory=list)
    """Those of last wills, which somebody else sent."""


@dataclass(slots=True)
class _Talk:
    """How a device's talk went so far."""

    first_micro: int
    last_micro: int
    messages: int
    rate: float

    def hear(self, micros: list[int]) -> None:
        """Messages in order: the log records none before another that has a lower position."""
        rate, last = self.rate, self.last_micro
        for micro in micros:
            if micro > last:
                rate *= fading((micro - last) / 1_000_000)
                last = micro
            rate += RATE_PER_MESSAGE
        self.rate, self.last_micro = rate, last
        self.messages += len(micros)


def merge_devices(state: State[Device], stretch: Stretch) -> None:
    heard = _heard(stretch)
    before = {device: state.get(device) for device in heard}
    fold(Devices(), state, stretch.told)
    for device, messages in heard.items():
        talk = _talk(before[device], messages)
        talk.hear(sorted(messages.micros))
        row = state.get(device)
        assert row is not None
        state.put(
            device,
            replace(
                row,
                first_seen=moment_of(talk.first_micro),
                last_seen=moment_of(talk.last_micro),
                messages=talk.messages,
                rate_per_min=talk.rate,
            ),
        )


def _heard(stretch: Stretch) -> dict[str, Heard]:
    heard: dict[str, Heard] = defaultdict(Heard)
    for group in stretch.readings:
        heard[group.device].micros += group.recorded_micro
    for event in stretch.told:
        if event.type in Devices.handles and event.type != ReadingRecorded.event_type:
            messages, micro = heard[event.subject.name], micro_of(event.recorded_at)
            (messages.wills if is_last_will(event) else messages.micros).append(micro)
    return heard


def _talk(known: Device | None, messages: Heard) -> _Talk:
    if known is None:
        first_micro = min(chain(messages.micros, messages.wills))
        return _Talk(first_micro, first_micro, 0, 0.0)
    times = micro_of(known.first_seen), micro_of(known.last_seen)
    return _Talk(*times, known.messages, known.rate_per_min)
