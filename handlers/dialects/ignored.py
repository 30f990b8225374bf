"""Topics that are known and tell of nothing: what SOMS says itself, and bridges' housekeeping."""

from collections.abc import Sequence

from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.message import Message


class IgnoredDialect:
    """Neither events nor rejections come of these."""

    name = "ignored"
    patterns: Sequence[str] = (
        "{root}/{zone}/task_report/{request}",
        "zigbee2mqtt/bridge/{request...}",
    )

    def translate(self, message: Message, address: Address) -> list[Event]:
        del message, address
        return []
