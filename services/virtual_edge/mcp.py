"""How devices answer calls: JSON-RPC 2.0 over MQTT. Every request with an id gets one answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.mqtt.errors import InvalidTopic
from events.mqtt.topic import Topic, level
from services.virtual_edge.device import INVALID_PARAMS, Device, ToolRefused

REQUEST_FILTER = "mcp/+/request/call_tool"
UNKNOWN_METHOD = -32_601


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device publishes in reply to a call."""

    device: str
    topic: Topic
    body: Mapping[str, Any]


def answer(devices: Mapping[str, Device], topic: str, payload: bytes) -> Answer | None:
    """The reply to a call; None if it is for no device here, or cannot be replied to."""
    levels = topic.split("/")
    device = devices.get(levels[1]) if len(levels) == 4 and levels[0] == "mcp" else None
    if device is None:
        return None
    try:
        return _answer(device, payload)
    except RecursionError:  # nested deeper than can be read, or quoted in an error
        return None


def _answer(device: Device, payload: bytes) -> Answer | None:
    request = _object(payload)
    request_id = request.get("id") if request is not None else None
    topic = _topic(device, request_id)
    if request is None or topic is None:
        return None
    body = {"jsonrpc": "2.0", **_outcome(device, request), "id": request_id}
    return Answer(device.name, topic, body)


def _topic(device: Device, request_id: object) -> Topic | None:
    """Where the reply goes; nowhere if the id is none that a reply could name."""
    if isinstance(request_id, bool) or not isinstance(request_id, str | int):
        return None
    try:
        return Topic(f"mcp/{device.name}/response/{level(str(request_id))}")
    except InvalidTopic:
        return None


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        request = json.loads(payload)
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


def _outcome(device: Device, request: Mapping[str, Any]) -> dict[str, Any]:
    if request.get("method") != "call_tool":
        return _error(UNKNOWN_METHOD, f"unknown method {request.get('method')!r}")
    call = request.get("params")
    if not isinstance(call, dict) or not isinstance(call.get("arguments", {}), dict):
        return _error(INVALID_PARAMS, "params must hold a name and an object of arguments")
    tool = device.tools.get(str(call.get("name")))
    if tool is None:
        return _error(UNKNOWN_METHOD, f"unknown tool {call.get('name')!r}")
    try:
        return {"result": tool(call.get("arguments", {}))}
    except ToolRefused as refusal:
        return _error(refusal.code, refusal.message)


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
