"""From a device's message to the log, the views, the outside world and back out of the archive."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import httpx

from tests.e2e.office import PATIENCE_S, Office, eventually

STREAMED = "office/streamed/sensor/s/temperature"


def test_a_reading_published_by_anyone_reaches_log_view_and_outside_world(office: Office) -> None:
    heard: Queue[tuple[str, bytes | bytearray]] = Queue()
    with office.mqtt_client() as client:
        client.on_message = lambda _c, _u, message: heard.put((message.topic, message.payload))
        client.subscribe("soms/events/telemetry/reading_recorded/#", 1)
        office.publish("office/main/sensor/x/temperature", '{"value":0}')
        topic, payload = heard.get(timeout=20)
    assert topic == "soms/events/telemetry/reading_recorded/device/x"
    assert json.loads(payload)["data"]["value"] == 0
    assert "device:x" in office.soms("log", "tail")
    zone = eventually(lambda: office.get("/zones/main").json().get("channels"))
    assert zone["temperature"]["sensors"]["x"]["value"] == 0


def test_views_say_their_position_and_answer_for_the_past(office: Office) -> None:
    office.publish("office/archive/sensor/y/temperature", "1")
    eventually(lambda: office.get("/zones/archive").status_code == 200)
    before = office.get("/zones/archive").headers["SOMS-Position"]
    office.publish("office/archive/sensor/y/temperature", "2")

    def value(**at: str) -> float:
        zone = office.get("/zones/archive", **at).json()
        sensor: dict[str, float] = zone["channels"]["temperature"]["sensors"]["y"]
        return sensor["value"]

    eventually(lambda: value() == 2)
    assert value(at=before) == 1


def test_what_nobody_understands_is_recorded_as_rejected(office: Office) -> None:
    office.publish("office/main/sensor/z/temperature", '{"value": [1]}')
    rejected = eventually(
        lambda: office.get("/events/", type="log.message_rejected", limit="1").json()
    )
    assert rejected[0]["data"]["topic"] == "office/main/sensor/z/temperature"
    assert "value" in rejected[0]["data"]["reason"]


def test_an_exported_log_imports_into_another_hub_with_the_same_root(
    office: Office, tmp_path: Path
) -> None:
    archive = tmp_path / "office.ndjson"
    office.soms("log", "export", str(archive))
    exported = json.loads(archive.read_text().splitlines()[-1])
    imported = office.soms_json("log", "import", str(archive), "--hub", "copy")
    assert imported["root"] == exported["root"]
    assert office.soms_json("log", "verify", "--hub", "copy")["ok"] is True


def test_a_dashboard_stream_tells_of_changes_and_of_what_was_missed(office: Office) -> None:
    with following(office) as told:
        office.publish(STREAMED, "20")
        seen = next(one for one in told if one["key"] == "streamed")
    office.publish(STREAMED, "21")
    with following(office, after=seen["position"]) as told:
        missed = next(one for one in told if one["key"] == "streamed")
    assert [temperature(one) for one in (seen, missed)] == [20, 21]


def temperature(change: dict[str, Any]) -> float:
    value: float = change["row"]["channels"]["temperature"]["value"]
    return value


@contextmanager
def following(office: Office, after: int | None = None) -> Iterator[Iterator[dict[str, Any]]]:
    """What the stream tells of zones, from now on or after a position."""
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    url = office.urls["backend"] + "/stream"
    with httpx.stream("GET", url, headers=headers, timeout=PATIENCE_S) as stream:
        assert stream.status_code == 200
        changes = (json.loads(line[5:]) for line in in_time(stream) if line[:5] == "data:")
        yield (one for one in changes if one.get("view") == "zones")


def in_time(stream: httpx.Response) -> Iterator[str]:
    """Its lines, as long as one has patience; it says now and then that it is still there."""
    deadline = time.monotonic() + PATIENCE_S
    for line in stream.iter_lines():
        assert time.monotonic() < deadline, "it never came"
        yield line
