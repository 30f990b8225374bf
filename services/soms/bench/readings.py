"""The events that benches append: what an office's devices say, alike for all contestants.

A hundred devices number their messages; most are readings of four channels, now and then one is a
heartbeat, and the last of the devices is a camera that counts people.
"""

from datetime import UTC, datetime, timedelta

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import OccupancyObserved

DEVICES = 100
CAMERA = DEVICES - 1
ZONES = 10
CHANNELS = ("temperature", "humidity", "co2", "illuminance")
START = datetime(2026, 1, 5, tzinfo=UTC)
INTERVAL = timedelta(milliseconds=25)
HEARTBEAT_EVERY = 97


def readings(number: int, *, first: int = 0) -> list[Event]:
    """`number` readings of an office with 100 devices, 25 ms apart."""
    return [_told(ordinal, _reading(ordinal)) for ordinal in range(first, first + number)]


def batches(number: int, size: int, *, first: int = 0) -> list[list[Event]]:
    """The whole of what an office says: readings, with heartbeats and occupancy among them."""
    told = [_told(ordinal, _payload(ordinal)) for ordinal in range(first, first + number)]
    return [told[at : at + size] for at in range(0, number, size)]


def _told(ordinal: int, data: Payload) -> Event:
    subject = Subject.of("device", _device(ordinal))
    return Event(
        id=new_id(),
        data=data,
        source=f"/edge/{subject.name}",
        subject=subject,
        time=START + ordinal * INTERVAL,
        actor=subject,
    )


def _device(ordinal: int) -> str:
    return f"env_{ordinal % DEVICES:02}"


def _zone(ordinal: int) -> str:
    return f"room_{ordinal % DEVICES % ZONES}"


def _seq(ordinal: int) -> int:
    return ordinal // DEVICES + 1


def _payload(ordinal: int) -> Payload:
    if ordinal % DEVICES == CAMERA:
        people = _seq(ordinal) // 40 % 7
        return OccupancyObserved(zone=_zone(ordinal), person_count=people, camera=_device(ordinal))
    if ordinal % HEARTBEAT_EVERY == 0:
        return HeartbeatReceived(device=_device(ordinal), boot="b1", seq=_seq(ordinal))
    return _reading(ordinal)


def _reading(ordinal: int) -> ReadingRecorded:
    return ReadingRecorded(
        zone=_zone(ordinal),
        channel=CHANNELS[_seq(ordinal) % len(CHANNELS)],
        value=round(20 + (ordinal * 7919 % 1000) / 200, 2),
        boot="b1",
        seq=_seq(ordinal),
    )
