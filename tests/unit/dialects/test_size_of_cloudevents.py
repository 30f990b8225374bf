"""A CloudEvent that the broker could not take again, once it is written out, is rejected."""

from gmqtt.client import Message

from events.cloudevents import encode
from events.eventlog.prepared import prepare
from events.identity import Position
from events.mqtt.broker import LARGEST_PACKET
from events.mqtt.packets import publish_size
from handlers.dialects.address import LEVEL_LIMIT
from handlers.dialects.cloudevent import ARRAY_SIZE, DATA_SIZE
from services.publisher.publisher import CONTENT_TYPE
from services.publisher.topics import topic_of
from tests.unit.dialects.speaking import NOW, reason, said

TOPIC = "soms/edge/lamp/events"


def state(numbers: bytes, device: str = "lamp") -> bytes:
    return (
        b'{"specversion":"1.0","id":"1","type":"devices.state_reported","data":'
        b'{"device":"%s","device_type":"light","state":{"x":[%s]}}}' % (device.encode(), numbers)
    )


def test_data_that_grows_beyond_a_packet_when_it_is_written_out_is_rejected() -> None:
    payload = state(b",".join([b"1e15"] * 70_000))
    assert len(payload) < ARRAY_SIZE / 2
    assert "bytes when written out" in reason(TOPIC, payload)


def test_data_of_the_same_length_that_does_not_grow_is_taken() -> None:
    (event,) = said(TOPIC, state(b",".join([b"1234"] * 70_000)))
    assert event.type == "devices.state_reported"


def test_the_longest_names_around_the_largest_data_still_fit_in_a_packet() -> None:
    device = "\N{MICROSCOPE}" * LEVEL_LIMIT
    room = DATA_SIZE - len(state(b"", device))
    (event,) = said(f"soms/edge/{device}/events", state(b"1," * (room // 2) + b"1", device))
    assert event.type == "devices.state_reported"
    written = encode(prepare(event).recorded(Position(2**40), NOW))
    packet = Message(topic_of(event.type, event.subject), written, qos=1, content_type=CONTENT_TYPE)
    assert publish_size(packet) <= LARGEST_PACKET
