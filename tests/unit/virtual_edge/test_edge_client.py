"""The edge client keeps every numbered message until its receipt came, whatever happens to it."""

import json
from pathlib import Path

import pytest

from services.virtual_edge.edge_client import EdgeClient, Outbox

TOPIC = "office/main/sensor/s1/temperature"


class Air:
    """Records what was published; refuses while `up` is false."""

    def __init__(self) -> None:
        self.up = True
        self.messages: list[tuple[str, dict[str, object]]] = []

    def publish(self, topic: str, payload: str) -> None:
        if not self.up:
            raise OSError("no connection")
        self.messages.append((topic, json.loads(payload)))

    def numbers(self) -> list[object]:
        return [message["seq"] for _, message in self.messages]


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def device(path: Path, air: Air, clock: Clock, boot: str = "b1", limit: int = 65_536) -> EdgeClient:
    return EdgeClient("s1", air, Outbox(str(path / "outbox"), limit), boot=boot, clock=clock)


def receipt(boot: str, seq: int) -> bytes:
    return json.dumps({"boot": boot, "seq": seq}).encode()


def test_messages_are_numbered_from_one_over_all_channels(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock)
    client.send(TOPIC, {"value": 21.5})
    client.send("office/main/sensor/s1/humidity", {"value": 0})
    assert air.messages == [
        (TOPIC, {"value": 21.5, "ts": clock.now, "boot": "b1", "seq": 1}),
        ("office/main/sensor/s1/humidity", {"value": 0, "ts": clock.now, "boot": "b1", "seq": 2}),
    ]


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (TOPIC, None),
        ("office/main/camera/s1/occupancy", None),
        ("soms/edge/s1/events", None),
        ("mcp/s1/response/r1", None),
        ("office/main/occupancy", "s1"),
        ("office/s1/occupancy", "s1"),
        ("hydro/s1/status", "s1"),
    ],
)
def test_where_the_topic_does_not_name_the_device_the_message_does(
    topic: str, said: str | None, tmp_path: Path, air: Air, clock: Clock
) -> None:
    device(tmp_path, air, clock).send(topic, {"count": 1})
    assert air.messages[0][1].get("device_id") == said


def test_without_a_receipt_a_message_is_sent_again_after_ten_seconds(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock)
    client.send(TOPIC, {"value": 1})
    clock.now += 9.9
    client.tick()
    assert air.numbers() == [1]
    clock.now += 0.1
    client.tick()
    assert air.messages[1] == air.messages[0]


def test_a_receipt_ends_the_resending_of_everything_up_to_it(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock)
    for value in range(3):
        client.send(TOPIC, {"value": value})
    assert client.on_message("soms/edge/s1/receipt", receipt("b1", 2))
    clock.now += 10
    client.tick()
    assert air.numbers() == [1, 2, 3, 3]
    assert client.pending == 1


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("soms/edge/s1/receipt", b"not json"),
        ("soms/edge/s1/receipt", b"[1]"),
        ("soms/edge/s1/receipt", b'{"boot":"other","seq":1}'),
        ("soms/edge/s2/receipt", b'{"boot":"b1","seq":1}'),
    ],
)
def test_what_is_no_receipt_for_this_message_confirms_nothing(
    tmp_path: Path, air: Air, clock: Clock, topic: str, payload: bytes
) -> None:
    client = device(tmp_path, air, clock)
    client.send(TOPIC, {"value": 1})
    client.on_message(topic, payload)
    assert client.pending == 1


def test_offline_messages_are_kept_and_sent_in_order_with_their_own_time(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock)
    air.up = False
    measured = clock.now
    client.send(TOPIC, {"value": 1})
    clock.now += 3600
    client.send(TOPIC, {"value": 2})
    air.up = True
    client.connected()
    assert air.numbers() == [1, 2]
    assert air.messages[0][1]["ts"] == measured


def test_after_a_restart_the_left_overs_go_first_as_they_were(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    first = device(tmp_path, air, clock)
    for value in range(3):
        first.send(TOPIC, {"value": value})
    first.on_message(first.receipt_topic, receipt("b1", 1))
    before, air.messages = air.messages, []
    second = device(tmp_path, air, clock, boot="b2")
    second.connected()
    second.send(TOPIC, {"value": 9})
    assert air.messages[:2] == before[1:]
    assert (air.messages[2][1]["boot"], air.messages[2][1]["seq"]) == ("b2", 1)


def test_a_torn_last_line_costs_nothing_that_was_accepted(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    first = device(tmp_path, air, clock)
    first.send(TOPIC, {"value": 1})
    with (tmp_path / "outbox").open("ab") as file:
        file.write(b'["b1", 2, "office/main/sen')
    second = device(tmp_path, air, clock, boot="b2")
    second.send(TOPIC, {"value": 2})
    third = device(tmp_path, air, clock, boot="b3")
    assert (second.pending, third.pending) == (2, 2)


def test_a_full_outbox_refuses_and_leaves_no_gap_in_the_numbers(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock, limit=300)
    numbers = [client.send(TOPIC, {"value": 1}) for _ in range(4)]
    assert numbers == [1, 2, 0, 0]
    assert client.refused == 2
    client.on_message(client.receipt_topic, receipt("b1", 2))
    assert client.send(TOPIC, {"value": 1}) == 3


def test_the_file_stays_within_twice_the_limit(tmp_path: Path, air: Air, clock: Clock) -> None:
    client = device(tmp_path, air, clock, limit=1_000)
    for number in range(1, 500):
        client.send(TOPIC, {"value": 1})
        client.on_message(client.receipt_topic, receipt("b1", number))
        assert (tmp_path / "outbox").stat().st_size <= 2_000


def test_no_more_than_a_window_is_on_the_air(tmp_path: Path, air: Air, clock: Clock) -> None:
    outbox = Outbox(str(tmp_path / "outbox"))
    client = EdgeClient("s1", air, outbox, boot="b1", clock=clock, window=2)
    for value in range(5):
        client.send(TOPIC, {"value": value})
    assert air.numbers() == [1, 2]
    client.on_message(client.receipt_topic, receipt("b1", 1))
    assert air.numbers() == [1, 2, 3]


def test_a_clock_that_nobody_set_sends_no_time_stamp(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    clock.now = 12.0
    device(tmp_path, air, clock).send(TOPIC, {"value": 1})
    assert "ts" not in air.messages[0][1]


def test_a_clock_set_back_does_not_silence_the_resending(
    tmp_path: Path, air: Air, clock: Clock
) -> None:
    client = device(tmp_path, air, clock)
    client.send(TOPIC, {"value": 1})
    clock.now -= 86_400
    client.tick()
    assert air.numbers() == [1, 1]
