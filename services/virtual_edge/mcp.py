"""How devices answer calls: JSON-RPC 2.0 over MQTT. Every request with an id gets one answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.virtual_edge.device import INVALID_PARAMS, Device, ToolRefused

REQUEST_FILTER = "mcp/+/request/call_tool"
UNKNOWN_METHOD = -32_601


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device publishes in reply to a call."""

    device: str
    topic: str
    body: Mapping[str, Any]


def answer(devices: Mapping[str, Device], topic: str, payload: bytes) -> Answer | None:
    """The reply to a call; None if it is for no device here, or cannot be replied to."""
    levels = topic.split("/")
    device = devices.get(levels[1]) if len(levels) == 4 and levels[0] == "mcp" else None
    request = _object(payload)
    if device is None or request is None or request.get("id") is None:
        return None
    request_id = request["id"]
    body = {"jsonrpc": "2.0", **_outcome(device, request), "id": request_id}
    return Answer(device.name, f"mcp/{device.name}/response/{request_id}", body)


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
