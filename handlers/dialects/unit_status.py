"""Units of a farm or an aquarium report all their numbers at once, on `{root}/{unit}/status`.

The unit is both the device and the zone it stands in.
"""

from collections.abc import Sequence

from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import object_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import ENVELOPE
from handlers.dialects.message import Message
from handlers.dialects.readings import Measure, tell_readings

NUMBERS_LIMIT = 64
"""Readings in one message, at most."""

_KNOWN = ENVELOPE | {"unit", "zone", "device_id"}


class UnitStatusDialect:
    """`{"ph": 6.1, "ec": 1.2}`: a reading for each number; text is passed over."""

    name = "unit_status"
    patterns: Sequence[str] = ("{unit_root}/{device}/status",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        fields = object_in(message.payload)
        measures = [
            Measure(name, value)
            for name, value in fields.items()
            if isinstance(value, (bool, int, float)) and name not in _KNOWN
        ]
        if not 0 < len(measures) <= NUMBERS_LIMIT:
            raise Rejected(f"payload: {len(measures)} numbers, 1 to {NUMBERS_LIMIT} are needed")
        return tell_readings(message, self.name, address, fields, address.device, measures)
