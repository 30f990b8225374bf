"""All dialects, one module each. Which one a topic belongs to is decided by its patterns alone."""

from collections.abc import Sequence

from handlers.dialects.activity import ActivityDialect
from handlers.dialects.actuator import ActuatorDialect
from handlers.dialects.camera import CameraDialect
from handlers.dialects.cloudevent import CloudEventDialect
from handlers.dialects.discovery import DiscoveryDialect
from handlers.dialects.esphome import EsphomeDialect
from handlers.dialects.frigate import FrigateDialect
from handlers.dialects.heartbeat import HeartbeatDialect
from handlers.dialects.ignored import IgnoredDialect
from handlers.dialects.mcp import McpDialect
from handlers.dialects.message import Dialect
from handlers.dialects.occupancy import OccupancyDialect
from handlers.dialects.places import Places
from handlers.dialects.sensor import SensorDialect
from handlers.dialects.swarm import SwarmDialect
from handlers.dialects.task_request import TaskRequestDialect
from handlers.dialects.tasmota import TasmotaDialect
from handlers.dialects.unit_status import UnitStatusDialect
from handlers.dialects.whiteboard import WhiteboardDialect
from handlers.dialects.zigbee2mqtt import Zigbee2MqttDialect


def dialects(places: Places) -> Sequence[Dialect]:
    """One of each; the order decides nothing."""
    return (
        SensorDialect(),
        HeartbeatDialect(),
        ActuatorDialect(),
        OccupancyDialect(),
        ActivityDialect(),
        WhiteboardDialect(),
        TaskRequestDialect(),
        CameraDialect(places),
        DiscoveryDialect(),
        UnitStatusDialect(),
        McpDialect(),
        Zigbee2MqttDialect(places),
        TasmotaDialect(places),
        EsphomeDialect(places),
        FrigateDialect(places),
        CloudEventDialect(places),
        SwarmDialect(places),
        IgnoredDialect(),
    )
