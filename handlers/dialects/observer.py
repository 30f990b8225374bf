"""Who speaks and who looked, where the topic does not name a device: whom the message names.

The device that numbers its messages calls itself `device_id`; it may pass on what a camera saw.
"""

from handlers.dialects.address import Address, checked, fit
from handlers.dialects.fields import Fields, text

PERCEPTION = "perception"
"""Speaks where neither topic nor message names a device, camera or monitor."""

_SPEAKERS = ("device_id", "camera", "camera_id", "monitor")
_LOOKERS = ("camera", "camera_id", "monitor", "device_id")


def observer(address: Address, fields: Fields) -> Address:
    """Who speaks."""
    if address.device:
        return address
    named = text(fields, *_SPEAKERS)
    device = checked("device_id", named) if named is not None else PERCEPTION
    return Address(zone=address.zone, device=device)


def looker(address: Address, fields: Fields) -> str | None:
    """The camera or monitor as a payload names it; nothing if none is known."""
    if address.device:
        return address.device
    named = text(fields, *_LOOKERS)
    return checked("camera", named) if named is not None else None


def numberer(address: Address | None, fields: Fields, guess: Address | None) -> Address | None:
    """Whose the number of a message is that is otherwise wrong, or tells of nothing."""
    if address is not None and address.device:
        return address
    for name in _SPEAKERS:
        value = fields.get(name)
        if isinstance(value, str) and fit(value):
            return Address(zone=address.zone if address is not None else "", device=value)
    return guess if address is None else Address(zone=address.zone, device=PERCEPTION)
