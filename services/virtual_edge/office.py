"""The simulated office: all its devices around one building, the same for the same seed.

`step` lets a second pass and returns what the devices said in it. Nothing here knows MQTT, files
or the time of day; whoever drives the office gives it those.
"""

from collections.abc import Iterator

from services.virtual_edge.actuators import AirConditioner, Pump
from services.virtual_edge.building import Building
from services.virtual_edge.device import Device, Said
from services.virtual_edge.devices import Aquarium, Camera, Hydroponics, RoomSensor
from services.virtual_edge.people import DESK_ROOM, MEETING_ROOM
from services.virtual_edge.scenarios import Scenario, Spell
from services.virtual_edge.swarm import SwarmHub

HAND_C = 9.0
"""How much a hand warms a sensor."""

CHATTY_REPEATS = 10
CHATTY_ERROR_C = 8.0
CO2_EVERY_S = 10
UNITS = (Hydroponics.unit, Aquarium.unit)


class Office:
    """Devices that speak as a building lives."""

    def __init__(self, seed: int, start: int, scenario: Scenario | None = None) -> None:
        self._scenario = scenario or Scenario()
        self.building = Building(seed, start, self._scenario)
        self.devices = {device.name: device for device in _devices(self.building, seed)}

    @property
    def hub(self) -> SwarmHub:
        return next(device for device in self.devices.values() if isinstance(device, SwarmHub))

    @property
    def numbered_devices(self) -> list[str]:
        """The names under which numbered messages are published."""
        return [*self.devices, *self.hub.leaf_devices, *UNITS]

    @property
    def commanded_devices(self) -> list[str]:
        """The names under which devices can be told to do something."""
        return [*self.devices, *self.hub.leaf_devices]

    def announcements(self) -> list[Said]:
        """What is said once, when the office starts."""
        cameras = [device for device in self.devices.values() if isinstance(device, Camera)]
        found = [
            {"camera_id": c.name, "protocol": "mqtt", "zone_name": c.room, "verified": True}
            for c in cameras
        ]
        values = {"cameras": found, "total": len(found), "timestamp": self.building.now}
        at = float(self.building.now)
        discovery = Said(cameras[0].name, "office/perception/discovery", values, at, numbered=False)
        return [discovery, *self.hub.register()]

    def step(self) -> list[Said]:
        """Let a second pass; what was said in it, in order."""
        self.building.step()
        hours = self.building.hours
        return [
            said
            for device in self.devices.values()
            if not _any_holds(self._scenario.silent, device, hours)
            for said in self._heard(device, hours)
        ]

    def _heard(self, device: Device, hours: float) -> Iterator[Said]:
        if isinstance(device, RoomSensor):
            tampered = _any_holds(self._scenario.tampered, device, hours)
            device.error_c = HAND_C if tampered else 0.0
            if _any_holds(self._scenario.chatty, device, hours):
                device.error_c += CHATTY_ERROR_C
                for _ in range(CHATTY_REPEATS):
                    yield from device.measure_now()
        yield from device.speak()


def _any_holds(spells: tuple[Spell, ...], device: Device, hours: float) -> bool:
    return bool(spells) and any(spell.holds(device.name, hours) for spell in spells)


def _devices(building: Building, seed: int) -> Iterator[Device]:
    def at(zone: str, name: str) -> tuple[str, str, Building, int]:
        return name, f"office/{zone}/sensor/{name}", building, seed

    yield RoomSensor(*at(DESK_ROOM, "sensor_01"))
    yield RoomSensor(*at(DESK_ROOM, "co2_01"), channels=("co2",), every_s=CO2_EVERY_S)
    meeting_channels = ("temperature", "humidity", "co2")
    yield RoomSensor(
        *at(MEETING_ROOM, "sensor_02"), room=MEETING_ROOM, channels=meeting_channels, every_s=10
    )
    raft = Hydroponics("hydro_01", "hydro/lettuce_raft/sensor/hydro_01", building, seed)
    yield raft
    yield Pump("pump_01", "hydro/lettuce_raft/relay/pump_01", building, seed, raft=raft)
    yield Aquarium("aqua_01", "aqua/main_tank/sensor/aqua_01", building, seed)
    yield SwarmHub(*at(DESK_ROOM, "swarm_hub_01"))
    for zone, name in ((DESK_ROOM, "hvac_01"), (MEETING_ROOM, "hvac_02")):
        yield AirConditioner(name, f"office/{zone}/hvac/{name}", building, seed, room=zone)
    for zone, name in ((DESK_ROOM, "cam_01"), (MEETING_ROOM, "cam_02")):
        yield Camera(name, f"office/{zone}/camera/{name}", building, seed, room=zone)
