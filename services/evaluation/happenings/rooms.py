"""What happens in rooms: their air, their doors, their sensors' words, and the night."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.timers import Fired
from events.zones import (
    Bound,
    DoorClosed,
    DoorOpened,
    Quantity,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from services.evaluation.happenings.happening import OfZone, Telling, Told
from services.evaluation.moments import NOW


class Readings(Telling):
    """A sensor measured, or said something."""

    kind: Literal["readings"]
    zone: str
    values: dict[str, float | bool | str]
    device: str = "env_01"

    def events(self) -> Iterator[Told]:
        for channel, value in self.values.items():
            data = ReadingRecorded(zone=self.zone, channel=channel, value=value)
            yield Told(Subject.of("device", self.device), data)


class AtThreshold(OfZone):
    """A quantity passed a threshold, one way or the other."""

    channel: Quantity
    value: float
    limit: float
    bound: Bound = "above"
    passed: ClassVar[type[ThresholdCrossed] | type[ThresholdCleared]]

    def data(self) -> Payload:
        return self.passed(
            zone=self.zone,
            channel=self.channel,
            value=self.value,
            threshold=self.limit,
            bound=self.bound,
        )


class Crossed(AtThreshold):
    """A quantity left its range."""

    kind: Literal["crossed"]
    passed = ThresholdCrossed


class Cleared(AtThreshold):
    """A quantity is back within its range."""

    kind: Literal["cleared"]
    passed = ThresholdCleared


class Spiked(OfZone):
    """The temperature jumped."""

    kind: Literal["spiked"]
    value: float
    before: float

    def data(self) -> Payload:
        return TemperatureSpiked(zone=self.zone, value=self.value, previous=self.before)


class Tampered(OfZone):
    """One sensor changed faster than a room can."""

    kind: Literal["tampered"]
    value: float
    before: float
    device: str = "env_01"
    channel: Literal["temperature", "humidity"] = "temperature"

    def data(self) -> Payload:
        return TamperingSuspected(
            zone=self.zone,
            device=self.device,
            channel=self.channel,
            value=self.value,
            previous=self.before,
            elapsed_s=5.0,
        )


class Door(OfZone):
    """A door opened or closed."""

    kind: Literal["door"]
    open: bool
    device: str = "door_01"

    def data(self) -> Payload:
        made = DoorOpened if self.open else DoorClosed
        return made(zone=self.zone, device=self.device)


class Night(Telling):
    """The quiet hours began."""

    kind: Literal["night"]

    def events(self) -> Iterator[Told]:
        data = Fired(timer=f"quiet_begins:{NOW.date().isoformat()}", due=NOW)
        yield Told(Subject.of("timer", "quiet_begins"), data)
