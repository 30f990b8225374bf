"""What is wrong with a line is said: the attribute, what it holds, what it may hold."""

import pytest

from events.cloudevents import decode
from events.errors import InvalidCloudEvent
from events.identity import Subject

LINE = (
    b'{"actor":"person:5","dataversion":1,"id":"01990b7c-5a10-7c3e-8f21-6f2b7f0c9a11",'
    b'"recordedat":"2026-03-02T09:00:00.250000Z","source":"/edge/env_01","specversion":"1.0",'
    b'"subject":"task:42","tags":"zone:main","time":"2026-03-02T09:00:00.000000Z",'
    b'"type":"tasks.accepted","position":7,"data":{"task":42,"person":5}}'
)


def test_a_line_in_order_is_read() -> None:
    event = decode(LINE)
    assert (event.position, event.subject, event.tags) == (7, "task:42", (Subject("zone:main"),))


@pytest.mark.parametrize(
    ("was", "instead", "said"),
    [
        (b'"1.0"', b'"0.3"', "specversion: must be '1.0', got '0.3'"),
        (b'"position":7', b'"position":0', "position: must be an integer from 1 to .*, got 0"),
        (b'"position":7', b'"position":true', "position: .* got True"),
        (b'"dataversion":1', b'"dataversion":40000', "dataversion: .* from 1 to 32767, got 40000"),
        (b'"01990b7c-', b'"x', "id: must be a UUID, got 'x"),
        (b'"/edge/env_01"', b'""', "source: must be a non-empty string without NUL, got ''"),
        (b'"source":"/edge/env_01",', b"", "source: must be a non-empty string .* got None"),
        (b'"task:42"', b'"42"', "subject '42' must read 'kind:name'"),
        (b'"zone:main"', b'"zone:main,"', "subject '' must read 'kind:name'"),
        (b'"zone:main"', b"[]", r"tags: must be a non-empty string without NUL, got \[\]"),
        (b'09:00:00.000000Z"', b'09:00:00"', "time: must be an RFC 3339 time with its offset"),
        (b'"actor"', b'"agent"', "agent: is no attribute that a log holds"),
        (b'{"task":42,"person":5}', b"[42]", r"data: must be an object, got \[42\]"),
        (b'{"task":42,"person":5}', b'{"task":42', "data is not JSON, or not last"),
        (b'"person":5}}', b'"person":5},"more":1}', "data is not JSON, or not last"),
        (b'"position":7', b'"position":', "attributes are not JSON"),
        (b',"data":', b',"date":', "must be an object whose last member is data"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(was: bytes, instead: bytes, said: str) -> None:
    assert was in LINE
    with pytest.raises(InvalidCloudEvent, match=said):
        decode(LINE.replace(was, instead, 1))


@pytest.mark.parametrize("source", [r",\"data\":", r"\\,\"data\":{}}", r"\u002c\u0022data\u0022:"])
def test_a_string_cannot_pretend_to_be_where_the_data_begins(source: str) -> None:
    line = LINE.replace(b"/edge/env_01", source.encode())
    assert decode(line).data_json == b'{"task":42,"person":5}'


def test_data_of_its_own_data_is_no_second_beginning() -> None:
    inner = b'{"task":42,"data":{"data":1}}'
    assert decode(LINE.replace(b'{"task":42,"person":5}', inner)).data_json == inner
