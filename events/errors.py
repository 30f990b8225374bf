"""The errors of the event log, drawn as a tree; each carries what its caller needs to go on.

SomsError
├── InvalidSubject          a subject or tag that is not "kind:name"
├── UnknownEventType        a type or version that the catalogue does not hold
├── InvalidPayload          data that does not fit its type's schema
├── InvalidCloudEvent       wire bytes that are not a CloudEvent of ours
├── ConcurrencyConflict     an append whose condition no longer holds
├── EventIdConflict         an id that the log already holds with another body
├── EventRefused            an append that the store can never take
├── LogUnavailable          the store cannot be reached; nothing was appended
├── LogDamaged              stored bytes that do not match the log's own proofs
├── InvalidProof            a proof or signature that does not hold
│   └── UnknownKey          a signature of a key that was not given
└── BusUnavailable          the broker cannot be reached; nothing was confirmed
"""

from collections.abc import Sequence
from uuid import UUID


class SomsError(Exception):
    """Base of every error that SOMS raises on purpose."""


class InvalidSubject(SomsError):
    """A subject or tag must read "kind:name"."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"subject {value!r:.140} must read 'kind:name', kind in lower-case letters"
        )
        self.value = value


class UnknownEventType(SomsError):
    """The catalogue holds no such event type or version."""

    def __init__(self, event_type: str, dataversion: int | None = None) -> None:
        version = "" if dataversion is None else f" version {dataversion}"
        super().__init__(f"event type {event_type!r}{version} is not in the catalogue")
        self.event_type = event_type
        self.dataversion = dataversion


class InvalidPayload(SomsError):
    """The data of an event does not fit the schema of its type."""

    def __init__(self, event_type: str, reason: str) -> None:
        super().__init__(f"data of {event_type}: {reason}")
        self.event_type = event_type
        self.reason = reason


class InvalidCloudEvent(SomsError):
    """The bytes are not a CloudEvent that this log can hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a valid CloudEvent: {reason}")
        self.reason = reason


class ConcurrencyConflict(SomsError):
    """Somebody else appended an event that the append's condition rules out."""

    def __init__(self, positions: Sequence[int], after: int) -> None:
        super().__init__(f"condition after position {after} violated at {list(positions)}")
        self.positions = tuple(positions)
        self.after = after


class EventIdConflict(SomsError):
    """The log already holds this id, for an event with another type, subject or data."""

    def __init__(self, event_id: UUID, position: int) -> None:
        super().__init__(f"event {event_id} is already at position {position} with another body")
        self.event_id = event_id
        self.position = position


class LogUnavailable(SomsError):
    """The store cannot be reached or refused to write; nothing of the append was kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"event log unavailable: {reason}")
        self.reason = reason


class EventRefused(SomsError):
    """The store can never take this event; to append it again is of no use."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the log cannot hold this event: {reason}")
        self.reason = reason


class LogDamaged(SomsError):
    """What is stored differs from what was appended."""

    def __init__(self, position: int, expected: str, actual: str) -> None:
        super().__init__(f"log damaged at position {position}: expected {expected}, got {actual}")
        self.position = position
        self.expected = expected
        self.actual = actual


class InvalidProof(SomsError):
    """A Merkle proof or a signature does not prove what it claims."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"proof does not hold: {reason}")
        self.reason = reason


class UnknownKey(InvalidProof):
    """Whether a signature holds cannot be said: the key that it names was not given."""


class BusUnavailable(SomsError):
    """The MQTT broker cannot be reached or refused us; nothing was confirmed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"MQTT broker unavailable: {reason}")
        self.reason = reason
