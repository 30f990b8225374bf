"""Several readings out of one message, as many devices send them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.envelope import Event
from events.identity import Subject
from events.telemetry import ReadingRecorded
from handlers.dialects.address import Address, checked, level
from handlers.dialects.content import scalar
from handlers.dialects.errors import Rejected
from handlers.dialects.identity import numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.receipt import with_number
from handlers.dialects.rejection import item_rejected
from handlers.dialects.telling import Fact, tell


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of one channel; of a leaf of the device, if `leaf` names one."""

    channel: str
    value: object
    unit: str | None = None
    leaf: str = ""


def readings(measures: Iterable[Measure], device: str, zone: str) -> list[Fact]:
    """A fact for each measure. Raises `Rejected` if one has no value that a channel can have."""
    return [
        Fact(
            ReadingRecorded(
                zone=checked("zone", zone),
                channel=level("channel", measure.channel),
                value=scalar(measure.channel, measure.value),
                unit=measure.unit,
            ),
            Subject.of("device", f"{device}.{measure.leaf}" if measure.leaf else device),
        )
        for measure in measures
    ]


def tell_readings(
    message: Message,
    dialect: str,
    speaker: Address,
    fields: Mapping[str, object],
    zone: str,
    measures: Iterable[Measure],
) -> list[Event]:
    """The readings as events, numbered and timed as the message says.

    One that has no usable name or value is rejected alone.
    """
    number = numbering(fields)
    time, reported_time = moment(fields, message.received_at)
    stamped = {
        "boot": number.boot if number else None,
        "seq": number.seq if number else None,
        "reported_time": reported_time,
    }
    facts: list[Fact] = []
    for measure in measures:
        try:
            (fact,) = readings([measure], speaker.device, zone)
            facts.append(Fact(fact.data.model_copy(update=stamped), fact.subject))
        except Rejected as error:
            item = {measure.channel: measure.value}
            facts.append(item_rejected(message, error.reason, dialect, item, speaker.subject))
    events = tell(message, speaker, fields, time, facts)
    return with_number(events, speaker, number, time)
