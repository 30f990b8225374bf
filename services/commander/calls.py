"""A command as a device is told it: a JSON-RPC 2.0 request on the topic of its agent."""

import orjson

from events.devices import CommandRequested
from events.mqtt.topic import Topic, level


def topic_of(wanted: CommandRequested) -> Topic:
    """Where the device listens. Raises `InvalidTopic` for a name that no topic can hold."""
    return Topic(f"mcp/{level(wanted.device)}/request/call_tool")


def payload_of(wanted: CommandRequested) -> bytes:
    call = {"name": wanted.tool, "arguments": wanted.arguments}
    return orjson.dumps(
        {"jsonrpc": "2.0", "method": "call_tool", "params": call, "id": wanted.request_id}
    )
