"""Cameras found on the network, on `{root}/perception/discovery`: one event for each.

An address is kept without the password that it may carry. A zone that is none is left out.
"""

import re
from collections.abc import Mapping, Sequence

from events.envelope import Event
from events.identity import Subject
from events.vision import CameraDiscovered
from handlers.dialects.address import NO_ZONES, Address, checked, level
from handlers.dialects.content import object_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields, flag, text
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.observer import observer
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.rejection import item_rejected
from handlers.dialects.telling import Fact

CAMERAS_LIMIT = 256
"""Cameras in one message, at most."""

_CREDENTIALS = re.compile(r"//[^/@]*@")


class DiscoveryDialect:
    """`{"cameras": [{"camera_id": "cam_1", "zone_name": "main", "verified": true}]}`."""

    name = "discovery"
    patterns: Sequence[str] = ("{root}/perception/discovery",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        fields = object_in(message.payload)
        cameras = fields.get("cameras")
        if not isinstance(cameras, list) or len(cameras) > CAMERAS_LIMIT:
            raise Rejected.field("cameras", cameras, f"a list of at most {CAMERAS_LIMIT} cameras")
        when = moment(fields, message.received_at)
        facts = [self._fact(message, camera) for camera in cameras]
        return tell_numbered(message, observer(address, fields), fields, when, facts)

    def _fact(self, message: Message, camera: object) -> Fact:
        try:
            data = _discovered(camera)
        except Rejected as error:
            return item_rejected(message, error.reason, self.name, camera)
        return Fact(data, Subject.of("device", data.camera))


def _discovered(camera: object) -> CameraDiscovered:
    if not isinstance(camera, Mapping):
        raise Rejected.field("cameras", camera, "an object")
    name = text(camera, "camera_id", "camera", "id")
    if name is None:
        raise Rejected("camera_id: missing; a name is needed")
    where = text(camera, "address", "url")
    return CameraDiscovered(
        camera=checked("camera_id", name),
        zone=_zone(camera),
        protocol=text(camera, "protocol"),
        address=_CREDENTIALS.sub("//", where) if where is not None else None,
        verified=flag(camera, "verified"),
    )


def _zone(camera: Fields) -> str | None:
    zone = text(camera, "zone_name", "zone")
    return None if not zone or zone in NO_ZONES else level("zone_name", zone)
