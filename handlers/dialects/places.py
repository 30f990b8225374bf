"""Where devices stand whose topics do not say so: from configuration, or the hub's main zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.dialects.address import checked

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Places:
    """Zones by device. A device that is not named stands in `default`: zones are never made up."""

    zones: Mapping[str, str] = field(default_factory=dict)
    default: str = MAIN

    def __post_init__(self) -> None:
        for zone in (self.default, *self.zones.values()):
            checked("zone", zone)

    def zone_of(self, device: str) -> str:
        return self.zones.get(device, self.default)
