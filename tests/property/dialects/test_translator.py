"""Whatever arrives becomes events, a rejection, or is a topic known to tell of nothing."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from events import catalogue
from events.telemetry import ReadingRecorded
from handlers.dialects import Message
from tests.property.dialects.strategies import MESSAGES, encoded
from tests.unit.dialects.speaking import ARRIVAL, NOW, TRANSLATOR, translator

EXAMPLES = 500
TELLS_OF_NOTHING = re.compile(
    r"[^/]+/[^/]+/task_report/[^/]+"
    r"|zigbee2mqtt/bridge/.+"
    r"|zigbee2mqtt/.*/(set|get)(/.*)?"
    r"|frigate/(events|[^/]+/[^/]+)"
    r"|soms/swarm/[^/]+/frame"
    r"|soms/edge/[^/]+/events"
    r"|[^/]+/perception/discovery",
    re.DOTALL,
)
"""Topics on which some messages tell of nothing, as docs/dialects.md lists them."""


NUL = re.compile(rb"(?<!\\)(\\\\)*\\u0000")
"""An escaped U+0000, which Postgres cannot give back as text."""


@settings(max_examples=EXAMPLES)
@given(MESSAGES)
def test_every_message_is_accounted_for(message: Message) -> None:
    events = TRANSLATOR.translate(message)
    assert events or TELLS_OF_NOTHING.fullmatch(message.topic)
    for event in events:
        assert "fault in the dialect" not in getattr(event.data, "reason", "")


@settings(max_examples=EXAMPLES)
@given(MESSAGES)
def test_every_event_can_be_stored_and_read_back(message: Message) -> None:
    for event in TRANSLATOR.translate(message):
        assert catalogue.is_exogenous(event.type)
        assert event.time.tzinfo is not None
        event.source.encode()
        event.subject.encode()
        assert not NUL.search(event.data.to_json())
        assert catalogue.decode(event.type, event.data.dataversion, event.data.to_json())


@settings(max_examples=EXAMPLES)
@given(MESSAGES)
def test_translation_is_pure(message: Message) -> None:
    first, again = TRANSLATOR.translate(message), translator().translate(message)
    assert first == again
    assert len({event.id for event in first}) == len(first)


@settings(max_examples=EXAMPLES)
@given(MESSAGES)
def test_whatever_is_numbered_leaves_its_number(message: Message) -> None:
    try:
        content = json.loads(message.payload)
    except (ValueError, RecursionError):
        content = {}
    content = content if isinstance(content, dict) else {}
    sent = encoded({**content, "boot": "b1", "seq": 7, "device_id": "env_01"})
    events = TRANSLATOR.translate(Message(message.id, message.topic, sent, NOW))
    numbers = {(getattr(e.data, "boot", None), getattr(e.data, "seq", None)) for e in events}
    assert ("b1", 7) in numbers


@given(MESSAGES)
def test_no_event_invents_a_zone(message: Message) -> None:
    for event in TRANSLATOR.translate(message):
        assert getattr(event.data, "zone", None) not in {"camera", "perception", ""}


@given(st.sampled_from([0, 0.0, False]), st.sampled_from(["value", "temperature", None]))
def test_zero_and_false_are_values(value: float, name: str | None) -> None:
    content = value if name is None else {name: value}
    message = Message(ARRIVAL, "office/main/sensor/env_01/temperature", encoded(content), NOW)
    (event,) = TRANSLATOR.translate(message)
    assert isinstance(event.data, ReadingRecorded)
    assert json.dumps(event.data.value) == json.dumps(value)
