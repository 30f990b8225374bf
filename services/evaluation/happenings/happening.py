"""What every happening is: a table of a scenario's file, refused by name if a field does not exist.

Each kind says what it tells the loop: one thing about a zone, one about a device, or several.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from events.identity import Subject
from events.payload import Payload


class Told(NamedTuple):
    """An event as it is told to the loop."""

    subject: Subject
    data: Payload


class Happening(BaseModel):
    """The base of all kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ago_s: float = Field(default=30.0, ge=0, le=86_400)
    """Before the brain looks."""


class Telling(Happening):
    """One that is done by telling it."""

    @abstractmethod
    def events(self) -> Iterator[Told]:
        """What of it is told, in its order."""


class OfZone(Telling):
    """One thing that is told about a zone."""

    zone: str

    @abstractmethod
    def data(self) -> Payload: ...

    def events(self) -> Iterator[Told]:
        yield Told(Subject.of("zone", self.zone), self.data())


class OfDevice(Telling):
    """One thing that is told about a device."""

    device: str

    @abstractmethod
    def data(self) -> Payload: ...

    def events(self) -> Iterator[Told]:
        yield Told(Subject.of("device", self.device), self.data())
