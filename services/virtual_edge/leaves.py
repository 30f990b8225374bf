"""The leaves of the swarm: small battery-driven sensors that know frames and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar

from handlers.swarm import (
    Ack,
    Command,
    Heartbeat,
    Measured,
    Register,
    Report,
    decode,
    encode,
)
from services.virtual_edge.building import Building

BATTERY_FULL_MV = 3_300.0
BATTERY_EMPTY_MV = 2_000.0
HEARTBEAT_EVERY_REPORTS = 6
ROOM = "main"


@dataclass
class Leaf:
    """The common part: number, battery, and when it reports."""

    number: int
    building: Building
    seed: int
    name: ClassVar[str]
    capabilities: ClassVar[tuple[str, ...]]
    interval_s: int = 30
    battery_mv: float = field(default=BATTERY_FULL_MV, init=False)
    reports: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.randomness = Random(f"{self.seed}/{self.name}")

    def reports_now(self) -> bool:
        return (self.building.now + self.number) % self.interval_s == 0

    def registration(self) -> bytes:
        return encode(Register(self.number, "esp32", self.capabilities))

    def transmit(self) -> bytes:
        """The frames of this second; now and then with a heartbeat. Reporting costs charge."""
        if not self.reports_now():
            return b""
        self.reports += 1
        drained = self.battery_mv - self.randomness.uniform(0.0, 0.05)
        self.battery_mv = max(BATTERY_EMPTY_MV, drained)
        return self._report() + (self._heartbeat() if self._heartbeat_due() else b"")

    def receive(self, data: bytes) -> bytes:
        """Obey a command, and answer with an acknowledgement and perhaps a report."""
        command = decode(data)
        if not isinstance(command, Command):
            return b""
        acknowledgement = encode(Ack(self.number))
        if command.name == "read_now":
            return acknowledgement + self._report()
        if command.name == "set_interval":
            self.interval_s = max(1, command.argument or 0)
        return acknowledgement

    def _heartbeat_due(self) -> bool:
        return self.reports % HEARTBEAT_EVERY_REPORTS == 0

    def _report(self) -> bytes:
        measured = tuple(Measured(channel, value) for channel, value in self.measure())
        return encode(Report(self.number, measured))

    def _heartbeat(self) -> bytes:
        uptime_s = self.building.now - self.building.start
        return encode(Heartbeat(self.number, int(self.battery_mv), uptime_s))

    def measure(self) -> Iterator[tuple[str, float]]:
        raise NotImplementedError


@dataclass
class EnvironmentLeaf(Leaf):
    """Temperature and humidity."""

    name: ClassVar[str] = "leaf_env_01"
    capabilities: ClassVar[tuple[str, ...]] = ("temperature", "humidity")
    interval_s: int = 10

    def measure(self) -> Iterator[tuple[str, float]]:
        air = self.building.air[ROOM]
        yield "temperature", round(air.temperature_c + self.randomness.gauss(0.0, 0.1), 2)
        humidity = air.humidity_percent + self.randomness.gauss(0.0, 0.5)
        yield "humidity", round(min(100.0, max(0.0, humidity)), 1)


@dataclass
class MotionLeaf(Leaf):
    """An infrared motion detector with a light sensor."""

    name: ClassVar[str] = "leaf_pir_01"
    capabilities: ClassVar[tuple[str, ...]] = ("motion", "illuminance")
    interval_s: int = 5

    def measure(self) -> Iterator[tuple[str, float]]:
        chance = 1.0 - 0.8 ** self.building.people(ROOM)
        yield "motion", float(self.randomness.random() < chance)
        light = self.building.illuminance_lux(ROOM)
        yield "illuminance", float(round(light * self.randomness.uniform(0.97, 1.03)))


@dataclass
class DoorLeaf(Leaf):
    """A contact that reports regularly and whenever the door moves."""

    name: ClassVar[str] = "leaf_door_01"
    capabilities: ClassVar[tuple[str, ...]] = ("door",)
    interval_s: int = 15
    was_open: bool = False

    def reports_now(self) -> bool:
        moved = self.building.door_open != self.was_open
        self.was_open = self.building.door_open
        return moved or super().reports_now()

    def measure(self) -> Iterator[tuple[str, float]]:
        yield "door", float(self.building.door_open)
