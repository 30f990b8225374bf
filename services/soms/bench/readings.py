"""The events that benches append: readings as an office sends them, alike for all contestants."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from events.envelope import Event
from events.identity import Subject, new_id
from events.telemetry import ReadingRecorded

DEVICES = 100
ZONES = 10
CHANNELS = ("temperature", "humidity", "co2", "illuminance")
START = datetime(2026, 1, 5, tzinfo=UTC)
INTERVAL = timedelta(milliseconds=25)


def readings(number: int, *, first: int = 0) -> list[Event]:
    """`number` readings of an office with 100 devices, 25 ms apart."""
    return list(islice(_readings(first), number))


def batches(number: int, size: int) -> list[list[Event]]:
    return [readings(size, first=at) for at in range(0, number, size)]


def _readings(first: int) -> Iterator[Event]:
    for ordinal in count(first):
        device = f"env_{ordinal % DEVICES:02}"
        channel = CHANNELS[ordinal % len(CHANNELS)]
        subject = Subject.of("device", device)
        yield Event(
            id=new_id(),
            data=ReadingRecorded(
                zone=f"room_{ordinal % ZONES}",
                channel=channel,
                value=round(20 + (ordinal * 7919 % 1000) / 200, 2),
            ),
            source=f"/edge/{device}",
            subject=subject,
            time=START + ordinal * INTERVAL,
            actor=subject,
        )
