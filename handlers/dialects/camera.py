"""Cameras say that they are alive, below a zone or below none; there is no zone called camera."""

from collections.abc import Sequence

from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.heartbeat import heartbeat
from handlers.dialects.message import Message
from handlers.dialects.places import Places


class CameraDialect:
    """The status of a camera, on `{root}/camera/{camera}/status`."""

    name = "camera"
    patterns: Sequence[str] = (
        "{root}/camera/{device}/status",
        "{root}/{zone}/camera/{device}/status",
    )

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        zone = address.zone or self._places.zones.get(address.device)
        return heartbeat(message, address, zone)
