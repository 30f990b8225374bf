"""Messages as devices, broken devices and strangers send them."""

import json
from datetime import timedelta

from hypothesis import strategies as st

from handlers.dialects import Message
from handlers.swarm import Heartbeat, Measured, Register, Report, encode
from tests.unit.dialects.documented import examples
from tests.unit.dialects.speaking import NOW

LEVEL_WORDS = """
office hydro aqua main camera perception sensor hvac light occupancy activity whiteboard
status tasks request task_report heartbeat temperature co2 motion env_01 cam_1 hub_1.leaf_1
mcp response zigbee2mqtt bridge availability set tele stat SENSOR STATE LWT RESULT desk_node
binary_sensor state frigate events available person dog soms edge swarm frame discovery
"""
LEVELS = (
    st.sampled_from(LEVEL_WORDS.split())
    | st.text(max_size=6)
    | st.sampled_from(["", "+", "#", "\x01", "\ud800"])
)
SHAPES = (
    "office/{}/sensor/{}/{}",
    "office/{}/sensor/{}/heartbeat",
    "office/{}/{}/{}/{}",
    "office/{}/occupancy",
    "office/{}/camera/{}/occupancy",
    "office/{}/activity/{}",
    "office/{}/whiteboard/status",
    "office/{}/tasks/request",
    "office/{}/camera/{}/status",
    "office/camera/{}/status",
    "office/perception/discovery",
    "hydro/{}/status",
    "mcp/{}/response/{}",
    "zigbee2mqtt/{}",
    "zigbee2mqtt/{}/availability",
    "tele/{}/SENSOR",
    "tele/{}/STATE",
    "tele/{}/LWT",
    "stat/{}/RESULT",
    "desk_node/sensor/{}/state",
    "desk_node/binary_sensor/{}/state",
    "desk_node/status",
    "frigate/events",
    "frigate/available",
    "frigate/{}/{}",
    "soms/edge/{}/events",
    "soms/swarm/{}/frame",
)


@st.composite
def shaped(draw: st.DrawFn) -> str:
    shape = draw(st.sampled_from(SHAPES))
    return shape.format(*(draw(LEVELS) for _ in range(shape.count("{}"))))


TOPICS = shaped() | shaped() | st.lists(LEVELS, max_size=7).map("/".join)

NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from([0, -0.0, 1, 2**53 + 1])
STAMPS = st.integers(-10, 10**10) | st.sampled_from(
    [NOW.isoformat(), (NOW - timedelta(days=1)).timestamp(), "2026-03-02", "yesterday", 1e300]
)
WORDS = st.text(max_size=8) | st.sampled_from(
    ["online", "offline", "ON", "OFF", "new", "end", "person", "main", "env_01", "1.0", "zone:main"]
)
SCALARS = st.none() | st.booleans() | NUMBERS | WORDS
FIELD_WORDS = """
value temperature co2 unit ts timestamp seq boot id status uptime_sec battery_mv state
person_count count occupied activity_level posture_duration_sec dirty edge_density changed
issue severity cameras camera_id zone_name address verified ph ec result error code message
image jsonrpc contact occupancy voltage battery linkquality illuminance action DHT11
Temperature TempUnit Pressure PressureUnit type before after label camera current_zones
false_positive frame_time specversion subject source time data zone channel device request_id
details dataversion
"""
NAMES = st.text(max_size=6) | st.sampled_from(FIELD_WORDS.split())
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=8),
    max_leaves=20,
)


@st.composite
def cloud_events(draw: st.DrawFn) -> object:
    data = {"zone": "main", "channel": "co2", "value": draw(SCALARS), "device": draw(WORDS)}
    kept = {name: data[name] for name in draw(st.sets(st.sampled_from(sorted(data))))}
    event = {
        "specversion": "1.0",
        "id": draw(WORDS),
        "type": draw(st.sampled_from(["telemetry.reading_recorded", "devices.heartbeat_received"])),
        "subject": draw(WORDS | st.none()),
        "time": draw(STAMPS),
        "data": kept,
    }
    return draw(st.sampled_from([event, [event, event], [event, 0]]))


def encoded(value: object) -> bytes:
    """JSON as sloppy devices write it: with NaN, infinities and lone surrogates."""
    return json.dumps(value).encode()


FRAMES = st.one_of(
    st.builds(Heartbeat, st.integers(0, 255), st.integers(0, 65_535), st.integers(0, 2**32 - 1)),
    st.builds(
        Report,
        st.integers(0, 255),
        st.lists(
            st.builds(Measured, st.sampled_from(["temperature", "door"]), st.floats(width=32)),
            max_size=5,
        ).map(tuple),
    ),
    st.builds(Register, st.integers(0, 255), st.just("esp32"), st.just(("relay",))),
).map(encode)
STAMPED = st.fixed_dictionaries(
    {"value": SCALARS},
    optional={"ts": STAMPS, "seq": NUMBERS, "boot": WORDS, "id": st.uuids().map(str) | WORDS},
)
PAYLOADS = st.one_of(
    JSON.map(encoded),
    st.dictionaries(NAMES, JSON, max_size=10).map(encoded),
    STAMPED.map(encoded),
    cloud_events().map(encoded),
    FRAMES,
    st.binary(max_size=64),
    st.text(max_size=16).map(lambda text: text.encode(errors="replace")),
    st.sampled_from(
        [b"", b"0", b"false", b"nan", b"1e999", b"[" * 5_000, b'{"a":' * 2_000, b"x" * 70_000]
    ),
)
EXAMPLES = [(one.topic, one.payload) for one in examples()]


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, bytes]:
    """A message from the documentation in which one thing is not as it should be."""
    topic, payload = draw(st.sampled_from(EXAMPLES))
    try:
        content = json.loads(payload)
    except ValueError:
        return topic, draw(st.sampled_from([payload, payload[:-1], payload + b"\0"]) | PAYLOADS)
    holder = content[0] if isinstance(content, list) else content
    while isinstance(holder, dict) and holder:
        name = draw(st.sampled_from(sorted(holder)))
        if isinstance(holder[name], dict) and holder[name] and draw(st.booleans()):
            holder = holder[name]
            continue
        holder[draw(st.just(name) | NAMES)] = draw(JSON | STAMPS | WORDS)
        break
    return topic, encoded(content)


SENT = bent() | bent() | st.tuples(TOPICS, PAYLOADS)
MESSAGES = st.builds(
    lambda message_id, sent: Message(message_id, sent[0], sent[1], NOW),
    st.uuids(version=4),
    SENT,
)
