"""What was measured and seen in the office, and what that amounts to, in plain words."""

from collections.abc import Mapping

from events import telemetry, vision, zones
from services.explaining.words.phrases import Words, place, quoted, words_for


def _read(data: telemetry.ReadingRecorded) -> str:
    value = quoted(data.value) if isinstance(data.value, str) else data.value
    unit = "" if data.unit is None else f" {data.unit}"
    return f"a sensor in {data.zone} read {data.channel} {value}{unit}"


def _cleared(data: zones.ThresholdCleared) -> str:
    return f"{data.channel} in {data.zone} was {data.value:g} again, no more {data.bound} " + (
        f"{data.threshold:g}"
    )


OFFICE: Mapping[str, Words] = dict(
    (
        words_for(telemetry.ReadingRecorded, _read),
        words_for(
            vision.OccupancyObserved,
            lambda data: f"{data.person_count} people were seen in {data.zone}",
        ),
        words_for(
            vision.ActivityObserved,
            lambda data: f"{data.person_count} people were watched at work in {data.zone}",
        ),
        words_for(
            vision.WhiteboardObserved,
            lambda data: f"the whiteboard in {data.zone} was {'full' if data.dirty else 'clean'}",
        ),
        words_for(vision.CameraDiscovered, lambda data: f"camera {data.camera} was found"),
        words_for(vision.CameraLost, lambda data: f"camera {data.camera} stopped answering"),
        words_for(
            vision.DetectionIgnored,
            lambda data: f"{quoted(data.label)} was seen{place(data.zone)}, which is nobody",
        ),
        words_for(
            zones.PersonEntered,
            lambda data: f"somebody entered {data.zone}: {data.count} are there now",
        ),
        words_for(
            zones.PersonExited,
            lambda data: f"somebody left {data.zone}: {data.count} are there now",
        ),
        words_for(
            zones.ThresholdCrossed,
            lambda data: (
                f"{data.channel} in {data.zone} was {data.value:g}, {data.bound} {data.threshold:g}"
            ),
        ),
        words_for(zones.ThresholdCleared, _cleared),
        words_for(
            zones.TemperatureSpiked,
            lambda data: (
                f"temperature in {data.zone} jumped from {data.previous:g} to {data.value:g}"
            ),
        ),
        words_for(
            zones.SedentaryNoticed,
            lambda data: (
                f"somebody in {data.zone} had not moved for {data.duration_s / 60:.0f} minutes"
            ),
        ),
        words_for(
            zones.TamperingSuspected,
            lambda data: (
                f"{data.channel} of {data.device} in {data.zone} changed faster than a room can"
            ),
        ),
        words_for(zones.DoorOpened, lambda data: f"a door in {data.zone} opened"),
        words_for(zones.DoorClosed, lambda data: f"a door in {data.zone} closed"),
    )
)
