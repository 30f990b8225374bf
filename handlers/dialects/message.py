"""What a dialect is: a pure translation of one MQTT message into the events that it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from events.envelope import Event
from handlers.dialects.address import Address


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
