"""Sensors: one value of one channel, on `{root}/{zone}/sensor/{device}/{channel}`.

The value is an object's `value`, or the field named like the channel, or the whole payload. 0 and
false are values, and a number in quotes is a number. Fields that nobody knows are passed over.
"""

import re
from collections.abc import Mapping, Sequence

from events.envelope import Event
from events.telemetry import ReadingRecorded
from handlers.dialects.address import Address
from handlers.dialects.content import scalar, value_in
from handlers.dialects.errors import Rejected
from handlers.dialects.identity import event_id, numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.telling import Fact, said

_BARE: Mapping[str, object] = {}

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
"""A number as JSON writes it. Other digits are a name: `007`, or a bar code that a float cuts."""


class SensorDialect:
    """`{"value": 21.5}`, `{"temperature": 21.5}` or `21.5`."""

    name = "sensor"
    patterns: Sequence[str] = ("{root}/{zone}/sensor/{device}/{channel}",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        content = value_in(message.payload)
        fields = content if isinstance(content, dict) else _BARE
        value = _value(content, address.channel)
        number = numbering(fields)
        time, reported_time = moment(fields, message.received_at)
        reading = ReadingRecorded(
            zone=address.zone,
            channel=address.channel,
            value=value,
            unit=unit(fields),
            boot=number.boot if number else None,
            seq=number.seq if number else None,
            reported_time=reported_time,
        )
        named = event_id(message.id, address.device, fields.get("id"), number)
        return [said(address, named, time, Fact(reading, address.subject))]


def _value(content: object, channel: str) -> bool | int | float | str:
    if not isinstance(content, dict):
        return _unquoted(scalar("value", content))
    for name in ("value", channel):
        if (value := content.get(name)) is not None:
            return _unquoted(scalar(name, value))
    raise Rejected(f"value: missing; an object needs a field 'value' or {channel!r}")


def _unquoted(value: bool | int | float | str) -> bool | int | float | str:
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def unit(fields: Mapping[str, object]) -> str | None:
    named = fields.get("unit")
    if named is None or (isinstance(named, str) and len(named) <= 32):
        return named
    raise Rejected.field("unit", named, "a text of at most 32 characters")
