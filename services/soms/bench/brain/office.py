"""The office that the brain's benches look at: 200 zones with 2,000 sensors, 40 of them too warm.

Every zone has an air conditioner that may be commanded, every other one people; 20 tasks are open.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from events.devices import CameOnline, Registered, TrustChanged
from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.tasks import Created
from events.telemetry import ReadingRecorded
from events.zones import PersonEntered, ThresholdCrossed
from services.simulator.thinking import configured

ZONES = 200
SENSORS = 10
"""In each zone."""
WARM = 40
"""Zones in which it is too warm."""
TASKS = 20
WARM_C, MILD_C, LIMIT_C = 27.5, 22.5, 26.0
ELSEWHERE = {"humidity": 45.0, "co2": 620.0, "illuminance": 300.0}
"""What the other channels say."""
CHANNELS = ("temperature", *ELSEWHERE)
INTERVAL = timedelta(milliseconds=5)


def office(now: datetime, zones: int = ZONES) -> list[Event]:
    """What there is to know of it, all of it told just before `now`."""
    told = list(_told(zones))
    began = now - len(told) * INTERVAL
    return [_said(data, subject, began + at * INTERVAL) for at, (data, subject) in enumerate(told)]


def readings(now: datetime, number: int, zones: int = ZONES) -> list[Event]:
    """What its sensors go on to say, one after the other."""
    told = [_reading(at % (zones * SENSORS)) for at in range(number)]
    return [_said(data, subject, now + at * INTERVAL) for at, (data, subject) in enumerate(told)]


def _told(zones: int) -> Iterator[tuple[Payload, str]]:
    yield configured(), "brain:bench"
    for ordinal in range(zones * SENSORS):
        yield _reading(ordinal)
    for number in range(zones):
        yield from _air_conditioner(number)
        if number % 2:
            yield PersonEntered(zone=_zone(number), count=2, previous=0), f"zone:{_zone(number)}"
    for number in range(min(WARM, zones)):
        yield _crossed(_zone(number)), f"zone:{_zone(number)}"
    for number in range(TASKS):
        yield _task(number + 1, _zone(number % zones)), f"task:{number + 1}"


def _reading(ordinal: int) -> tuple[Payload, str]:
    number, place = divmod(ordinal, SENSORS)
    channel = CHANNELS[place % len(CHANNELS)]
    warmth = WARM_C if number < WARM else MILD_C
    value = ELSEWHERE.get(channel, warmth) + place / 10
    reading = ReadingRecorded(zone=_zone(number), channel=channel, value=value)
    return reading, f"device:env_{number:03}_{place}"


def _air_conditioner(number: int) -> Iterator[tuple[Payload, str]]:
    device, zone = f"hvac_{number:03}", _zone(number)
    tools = ("set_temperature", "set_power")
    yield CameOnline(device=device, zone=zone), f"device:{device}"
    yield Registered(device=device, zone=zone, capabilities=tools), f"device:{device}"
    yield TrustChanged(device=device, trusted=True), f"device:{device}"


def _crossed(zone: str) -> ThresholdCrossed:
    return ThresholdCrossed(
        zone=zone, channel="temperature", value=WARM_C, threshold=LIMIT_C, bound="above"
    )


def _task(number: int, zone: str) -> Created:
    return Created(
        task=number,
        title=f"片付け {number}",
        zone=zone,
        location=zone,
        bounty_milli=1_000,
        bounty_xp=50,
        urgency=2,
        task_types=("cleaning",),
    )


def _zone(number: int) -> str:
    return f"room_{number:03}"


def _said(data: Payload, subject: str, time: datetime) -> Event:
    return Event(id=new_id(), data=data, source="/bench", subject=Subject(subject), time=time)
