"""The SensorSwarm hub and its leaves, which speak real frames over a line of bytes.

The hub decodes what its leaves say and publishes each channel under the leaf's own name. A command
has succeeded when the leaf has acknowledged it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.swarm import (
    Ack,
    Command,
    Frame,
    FrameError,
    Heartbeat,
    Report,
    StreamReader,
    encode,
)
from services.virtual_edge.device import Device, Said, ToolRefused
from services.virtual_edge.leaves import DoorLeaf, EnvironmentLeaf, Leaf, MotionLeaf

SWITCHES = frozenset({"motion", "door"})
"""Channels whose values are 0 or 1."""

LEAF_TOOLS = ("read_now", "set_interval")
"""The commands that every leaf obeys."""

ONLINE_S = 120
LOW_BATTERY_MV = 2_400


@dataclass
class SwarmHub(Device):
    """Republishes its leaves' reports and passes commands on."""

    forwards_frames: bool = False
    leaves: dict[int, Leaf] = field(default_factory=dict)
    heard: dict[int, int] = field(default_factory=dict)
    """When each leaf was heard last."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools["leaf_command"] = self._command
        self.tools["get_swarm_status"] = lambda _: self._swarm_status()
        self._line = StreamReader()
        for number, kind in enumerate((EnvironmentLeaf, MotionLeaf, DoorLeaf), start=1):
            self.leaves[number] = kind(number, self.building, self.seed)

    @property
    def leaf_devices(self) -> list[str]:
        return [self._device(leaf) for leaf in self.leaves.values()]

    def register(self) -> list[Said]:
        """The leaves introduce themselves."""
        return list(self._receive(b"".join(leaf.registration() for leaf in self.leaves.values())))

    def status(self) -> dict[str, Any]:
        return {**super().status(), "leaf_count": len(self.leaves)}

    def measure(self) -> Iterator[Said]:
        yield from self._receive(b"".join(leaf.transmit() for leaf in self.leaves.values()))

    def _receive(self, data: bytes) -> Iterator[Said]:
        """Decode what came over the line and pass it on."""
        for frame in self._line.feed(data):
            self.heard[frame.leaf] = self.building.now
            if self.forwards_frames:
                yield self.say(f"soms/swarm/{self.name}/frame", encode(frame), numbered=False)
            else:
                yield from self._translated(frame)

    def _translated(self, frame: Frame) -> Iterator[Said]:
        leaf = self.leaves[frame.leaf]
        if isinstance(frame, Report):
            for one in frame.measured:
                value = int(one.value) if one.channel in SWITCHES else one.value
                yield self._leaf_says(leaf, one.channel, {"value": value})
        elif isinstance(frame, Heartbeat):
            life = {"uptime_sec": frame.uptime_s, "battery_mv": frame.battery_mv}
            name, tools = self._device(leaf), list(LEAF_TOOLS)
            values = {"status": "online", "device_id": name, "capabilities": tools, **life}
            yield self._leaf_says(leaf, "heartbeat", values)

    def _leaf_says(self, leaf: Leaf, channel: str, values: Mapping[str, Any]) -> Said:
        topic = f"{self.prefix}.{leaf.name}/{channel}"
        return Said(self._device(leaf), topic, values, float(self.building.now))

    def _device(self, leaf: Leaf) -> str:
        return f"{self.name}.{leaf.name}"

    def _swarm_status(self) -> object:
        return [
            {
                "leaf_id": leaf.name,
                "online": self.building.now - self.heard.get(number, 0) < ONLINE_S,
                "battery_mv": int(leaf.battery_mv),
                "low_battery": leaf.battery_mv < LOW_BATTERY_MV,
                "capabilities": list(leaf.capabilities),
            }
            for number, leaf in self.leaves.items()
        ]

    def _command(self, arguments: Mapping[str, Any]) -> object:
        leaf = self._leaf_named(arguments.get("leaf_id"))
        replies = StreamReader().feed(leaf.receive(_command_frame(leaf, arguments)))
        if Ack(leaf.number) not in replies:
            raise ToolRefused(f"{leaf.name} did not acknowledge")
        return {
            "status": "acknowledged",
            "leaf_id": leaf.name,
            "readings": {
                one.channel: one.value
                for frame in replies
                if isinstance(frame, Report)
                for one in frame.measured
            },
        }

    def _leaf_named(self, name: object) -> Leaf:
        for number, leaf in self.leaves.items():
            if name in (leaf.name, number):
                return leaf
        known = ", ".join(leaf.name for leaf in self.leaves.values())
        raise ToolRefused(f"leaf_id must be one of {known}, got {name!r}")


def _command_frame(leaf: Leaf, arguments: Mapping[str, Any]) -> bytes:
    """The frame of a call's `command` and `args`, of which the first number is the argument."""
    given = arguments.get("args") or {}
    values = list(given.values()) if isinstance(given, dict) else [given]
    value = _number(values[0]) if values else None
    try:
        return encode(Command(leaf.number, str(arguments.get("command")), value))
    except FrameError as error:
        raise ToolRefused(str(error)) from error


def _number(value: object) -> int:
    if value in ("on", "off"):
        return int(value == "on")
    if isinstance(value, int):
        return int(value)
    raise ToolRefused(f"a command's argument must be a whole number, 'on' or 'off', got {value!r}")
