"""What a scenario says has happened, as a scenario's author writes it, and as events.

`{kind = "crossed", zone = "main", channel = "temperature", value = 32.8, limit = 26, ago_s = 60}`.
A kind or a field that does not exist is refused by name.
"""

from typing import Annotated

from pydantic import Field

from services.evaluation.happenings.devices import Back, Device, Gone, Stated, Weak
from services.evaluation.happenings.people import Did, People, Reported, Sat, Wished
from services.evaluation.happenings.rooms import (
    Cleared,
    Crossed,
    Door,
    Night,
    Readings,
    Spiked,
    Tampered,
)

InRooms = Readings | Crossed | Cleared | Spiked | Tampered | Door | Night
ToDevices = Device | Stated | Gone | Back | Weak
ByPeople = People | Sat | Wished | Reported | Did
AnyHappening = Annotated[InRooms | ToDevices | ByPeople, Field(discriminator="kind")]

__all__ = ["AnyHappening", "Back", "Device", "Did", "Gone", "Night", "Reported"]
