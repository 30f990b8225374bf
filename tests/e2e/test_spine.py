"""From a device's message to the log, the views, the outside world and back out of the archive."""

import json
from pathlib import Path
from queue import Queue
from typing import Any

from tests.e2e.office import Office, eventually


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


def test_a_dashboard_stream_tells_of_changes_and_resumes(office: Office) -> None:
    office.publish("office/streamed/sensor/s/temperature", "20")
    first = eventually(lambda: _streamed(office, "streamed", None))
    again = eventually(lambda: _streamed(office, "streamed", 0))
    assert first["row"]["zone"] == again["row"]["zone"] == "streamed"


def _streamed(office: Office, zone: str, last_event_id: int | None) -> dict[str, Any] | None:
    import httpx

    headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
    url = office.urls["backend"] + "/stream"
    with httpx.stream("GET", url, headers=headers, timeout=10) as stream:
        office.publish(f"office/{zone}/sensor/s/temperature", "21")
        for line in stream.iter_lines():
            if line.startswith("data:"):
                change: dict[str, Any] = json.loads(line.removeprefix("data:"))
                if change.get("view") == "zones" and change.get("key") == zone:
                    return change
    return None
