"""What a dialect is: a pure translation of one MQTT message into the events that it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from events.envelope import Event


@dataclass(frozen=True, slots=True)
class Message:
    """An MQTT message as the recorder received it.

    `id` is a UUIDv7 that the recorder gave it on arrival: the id of the first event it becomes,
    unless the device brought its own identity (`id`, or `boot` and `seq`).
    """

    id: UUID
    topic: str
    payload: bytes
    received_at: datetime
    levels: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(self.topic.split("/")))


class Rejected(Exception):
    """The message breaks its dialect's schema; `reason` names the field, the value, what is allowed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Dialect(Protocol):
    """One way in which devices speak."""

    @property
    def name(self) -> str: ...

    @property
    def filters(self) -> Sequence[str]:
        """The MQTT topic filters on which it is spoken."""
        ...

    def understands(self, message: Message) -> bool:
        """Whether the topic is one of this dialect's."""
        ...

    def translate(self, message: Message) -> Sequence[Event]:
        """The events that the message tells of; none if it tells of nothing. Raises `Rejected`."""
        ...
