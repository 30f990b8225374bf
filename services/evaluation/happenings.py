"""What a scenario says has happened, as a scenario's author writes it, and as events.

`{kind = "crossed", zone = "main", channel = "temperature", value = 32.8, limit = 26, ago_s = 60}`.
A kind or a field that does not exist is refused by name.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from events.devices import (
    BatteryLow,
    CameOnline,
    HeartbeatReceived,
    StateReported,
    TrustChanged,
    WentOffline,
)
from events.identity import Subject
from events.payload import Payload
from events.tasks import ReportStatus, Requested
from events.telemetry import ReadingRecorded
from events.timers import Fired
from events.zones import (
    DoorClosed,
    DoorOpened,
    PersonEntered,
    PersonExited,
    SedentaryNoticed,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from services.evaluation.moments import NOW


class Told(NamedTuple):
    """An event as it is told to the loop."""

    subject: Subject
    data: Payload


class Happening(BaseModel):
    """The base of all kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ago_s: float = Field(default=30.0, ge=0, le=86_400)
    """Before the brain looks."""
    subject_kind: ClassVar[str] = "zone"

    def events(self) -> Iterator[Told]:
        """What of it is told; nothing where it is done by more than telling."""
        return iter(())


def _of_zone(zone: str, data: Payload) -> Iterator[Told]:
    yield Told(Subject.of("zone", zone), data)


def _of_device(device: str, data: Payload) -> Iterator[Told]:
    yield Told(Subject.of("device", device), data)


class Readings(Happening):
    """A sensor measured, or said something."""

    kind: Literal["readings"]
    zone: str
    values: dict[str, float | bool | str]
    device: str = "env_01"

    def events(self) -> Iterator[Told]:
        for channel, value in self.values.items():
            data = ReadingRecorded(zone=self.zone, channel=channel, value=value)
            yield from _of_device(self.device, data)


class People(Happening):
    """So many people are there now."""

    kind: Literal["people"]
    zone: str
    count: int = Field(ge=0)
    before: int = Field(default=0, ge=0)

    def events(self) -> Iterator[Told]:
        zone, count, before = self.zone, self.count, self.before
        if count > before:
            return _of_zone(zone, PersonEntered(zone=zone, count=count, previous=before))
        return _of_zone(zone, PersonExited(zone=zone, count=count, previous=max(before, 1)))


class Crossed(Happening):
    """A quantity left its range."""

    kind: Literal["crossed"]
    zone: str
    channel: Literal["temperature", "humidity", "co2"]
    value: float
    limit: float
    bound: Literal["above", "below"] = "above"

    def events(self) -> Iterator[Told]:
        data = ThresholdCrossed(
            zone=self.zone,
            channel=self.channel,
            value=self.value,
            threshold=self.limit,
            bound=self.bound,
        )
        return _of_zone(self.zone, data)


class Cleared(Happening):
    """A quantity is back within its range."""

    kind: Literal["cleared"]
    zone: str
    channel: Literal["temperature", "humidity", "co2"]
    value: float
    limit: float
    bound: Literal["above", "below"] = "above"

    def events(self) -> Iterator[Told]:
        data = ThresholdCleared(
            zone=self.zone,
            channel=self.channel,
            value=self.value,
            threshold=self.limit,
            bound=self.bound,
        )
        return _of_zone(self.zone, data)


class Spiked(Happening):
    """The temperature jumped."""

    kind: Literal["spiked"]
    zone: str
    value: float
    before: float

    def events(self) -> Iterator[Told]:
        data = TemperatureSpiked(zone=self.zone, value=self.value, previous=self.before)
        return _of_zone(self.zone, data)


class Tampered(Happening):
    """One sensor changed faster than a room can."""

    kind: Literal["tampered"]
    zone: str
    value: float
    before: float
    device: str = "env_01"
    channel: Literal["temperature", "humidity"] = "temperature"

    def events(self) -> Iterator[Told]:
        data = TamperingSuspected(
            zone=self.zone,
            device=self.device,
            channel=self.channel,
            value=self.value,
            previous=self.before,
            elapsed_s=5.0,
        )
        return _of_zone(self.zone, data)


class Sat(Happening):
    """Somebody kept the same posture."""

    kind: Literal["sat"]
    zone: str
    minutes: float

    def events(self) -> Iterator[Told]:
        return _of_zone(self.zone, SedentaryNoticed(zone=self.zone, duration_s=self.minutes * 60))


class Door(Happening):
    """A door opened or closed."""

    kind: Literal["door"]
    zone: str
    open: bool
    device: str = "door_01"

    def events(self) -> Iterator[Told]:
        made = DoorOpened if self.open else DoorClosed
        return _of_zone(self.zone, made(zone=self.zone, device=self.device))


class Device(Happening):
    """A device that says what it can be told."""

    kind: Literal["device"]
    device: str
    zone: str
    tools: tuple[str, ...] = Field(default=(), strict=False)
    trusted: bool = True

    def events(self) -> Iterator[Told]:
        device, zone = self.device, self.zone
        yield from _of_device(device, CameOnline(device=device, zone=zone))
        able = {"capabilities": list(self.tools)}
        yield from _of_device(device, HeartbeatReceived(device=device, zone=zone, details=able))
        yield from _of_device(device, TrustChanged(device=device, trusted=self.trusted))


class Stated(Happening):
    """An actuator reported its state."""

    kind: Literal["stated"]
    device: str
    zone: str
    device_type: str
    state: dict[str, Any]

    def events(self) -> Iterator[Told]:
        data = StateReported(
            device=self.device, zone=self.zone, device_type=self.device_type, state=self.state
        )
        return _of_device(self.device, data)


class Gone(Happening):
    """A device is not heard any more."""

    kind: Literal["gone"]
    device: str
    zone: str

    def events(self) -> Iterator[Told]:
        data = WentOffline(device=self.device, zone=self.zone, silent_s=120.0)
        return _of_device(self.device, data)


class Back(Happening):
    """A device is heard again."""

    kind: Literal["back"]
    device: str
    zone: str

    def events(self) -> Iterator[Told]:
        return _of_device(self.device, CameOnline(device=self.device, zone=self.zone))


class Weak(Happening):
    """A battery is low."""

    kind: Literal["weak"]
    device: str

    def events(self) -> Iterator[Told]:
        data = BatteryLow(device=self.device, battery_mv=2_650.0, limit_mv=2_800.0)
        return _of_device(self.device, data)


class Wished(Happening):
    """A person or a device wishes for a task, and it becomes one."""

    kind: Literal["wished"]
    title: str
    zone: str | None = None
    issue: str | None = None
    description: str | None = None
    task_types: tuple[str, ...] = Field(default=("general",), strict=False)
    urgency: int = Field(default=2, ge=0, le=4)

    def events(self) -> Iterator[Told]:
        fields = self.model_dump(exclude={"kind", "ago_s"})
        data = Requested(**fields, bounty_milli=1_000)
        yield Told(Subject.of("zone", self.zone or "office"), data)


class Night(Happening):
    """The quiet hours began."""

    kind: Literal["night"]

    def events(self) -> Iterator[Told]:
        data = Fired(timer=f"quiet_begins:{NOW.date().isoformat()}", due=NOW)
        yield Told(Subject.of("timer", "quiet_begins"), data)


class Did(Happening):
    """The brain thought before, and called this."""

    kind: Literal["did"]
    calls: tuple[dict[str, Any], ...] = Field(strict=False)


class Reported(Happening):
    """A person took the task of that title, and reported on it."""

    kind: Literal["reported"]
    title: str
    status: ReportStatus
    note: str | None = None


AnyHappening = Annotated[
    Readings
    | People
    | Crossed
    | Cleared
    | Spiked
    | Tampered
    | Sat
    | Door
    | Device
    | Stated
    | Gone
    | Back
    | Weak
    | Wished
    | Night
    | Did
    | Reported,
    Field(discriminator="kind"),
]
