"""Who looked: the camera or monitor in the topic, else the one that the message names."""

from handlers.dialects.address import Address, checked
from handlers.dialects.fields import Fields, text

PERCEPTION = "perception"
"""Speaks where neither topic nor message names a camera or monitor."""


def observer(address: Address, fields: Fields) -> Address:
    if address.device:
        return address
    named = text(fields, "camera", "camera_id", "monitor", "device_id")
    device = checked("camera", named) if named is not None else PERCEPTION
    return Address(zone=address.zone, device=device)


def named(looker: Address) -> str | None:
    """The observer as a payload names it; nothing if nobody is known."""
    return None if looker.device == PERCEPTION else looker.device
