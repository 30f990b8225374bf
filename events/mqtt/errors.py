"""The errors of the bus, below those of the package.

BusUnavailable (events.errors)   the broker cannot be reached; nothing was confirmed
├── BrokerRefused                the broker answered, and said no; carries its reason code
└── BacklogFull                  more is waiting to be published than the bus keeps
InvalidTopic                     a topic or filter that MQTT does not allow
"""

from collections.abc import Mapping

from events.errors import BusUnavailable, SomsError

_OLD_REASONS: Mapping[int, str] = {
    1: "unacceptable protocol version",
    2: "client identifier rejected",
    3: "server unavailable",
    4: "bad user name or password",
    5: "not authorised",
}
_REASONS: Mapping[int, str] = {
    0x80: "unspecified error",
    0x81: "malformed packet",
    0x82: "protocol error",
    0x83: "implementation specific error",
    0x84: "unsupported protocol version",
    0x85: "client identifier not valid",
    0x86: "bad user name or password",
    0x87: "not authorised",
    0x88: "server unavailable",
    0x89: "server busy",
    0x8A: "banned",
    0x8B: "server shutting down",
    0x8D: "keep alive timeout",
    0x8E: "session taken over by another with the same client id",
    0x8F: "topic filter invalid",
    0x90: "topic name invalid",
    0x93: "receive maximum exceeded",
    0x95: "packet too large",
    0x96: "message rate too high",
    0x97: "quota exceeded",
    0x99: "payload format invalid",
    0x9A: "retain not supported",
    0x9B: "QoS not supported",
    0x9E: "shared subscriptions not supported",
    0xA2: "wildcard subscriptions not supported",
}


class BrokerRefused(BusUnavailable):
    """The broker refused a connection, a message or a subscription."""

    def __init__(self, what: str, code: int) -> None:
        meaning = _REASONS.get(code) or _OLD_REASONS.get(code) or "unknown reason"
        super().__init__(f"{what} refused: {meaning} (code {code})")
        self.code = code


class BacklogFull(BusUnavailable):
    """More messages wait for the broker than the bus keeps."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} messages are waiting for it already")
        self.limit = limit


class InvalidTopic(SomsError):
    """A topic name or filter that MQTT does not allow."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(f"topic {value!r:.200}: {reason}")
        self.value = value
        self.reason = reason


__all__ = ["BacklogFull", "BrokerRefused", "BusUnavailable", "InvalidTopic"]
