"""Whatever a payload holds, the log gives it back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.catalogue import PAYLOADS, decode
from events.payload import Payload
from tests.property.codec.payloads import payloads

EXAMPLES = 20
"""For each type; there are many types."""


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=lambda payload: payload.event_type)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_payload_is_read_back_as_it_was(payload: type[Payload], data: st.DataObject) -> None:
    written = data.draw(payloads(payload))
    data_json = written.to_json()
    read = decode(payload.event_type, payload.dataversion, data_json)
    assert read == written
    assert read.to_json() == data_json
