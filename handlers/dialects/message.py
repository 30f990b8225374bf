"""What a dialect is: a pure translation of one MQTT message into the events that it tells of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from events.envelope import Event
from handlers.dialects.address import Address


class Message(NamedTuple):
    """An MQTT message as the recorder received it.

    `id` is a UUIDv7 that the recorder gave it on arrival: the id of the first event it becomes,
    unless the device brought its own identity (`id`, or `boot` and `seq`).
    """

    id: UUID
    topic: str
    payload: bytes
    received_at: datetime

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.topic.split("/"))


class Dialect(Protocol):
    """One way in which devices speak."""

    @property
    def name(self) -> str: ...

    @property
    def patterns(self) -> Sequence[str]:
        """The topics on which it is spoken, as `{root}/{zone}/sensor/{device}/{channel}`."""
        ...

    def translate(self, message: Message, address: Address) -> list[Event]:
        """The events that the message tells of; none if it tells of nothing. Raises `Rejected`."""
        ...
