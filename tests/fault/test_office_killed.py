"""A hot office whose services are killed at random: every cycle ends, and nothing happens twice."""

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.soms.up_command import CORE
from tests.e2e.office import Office, eventually, free_offset, start

KILLING_S = 75.0
PAUSE_S = (0.3, 3.0)
COMMANDED = "devices.command_requested"
ENDS_WITHIN_S = 200.0
"""A question that was cut off is asked again, for as long as it may take."""


@pytest.fixture
def hot_office(tmp_path: Path) -> Iterator[Office]:
    more = {"SOMS_EDGE_SCENARIO": "heat_wave+chores"}
    running = start(tmp_path / "soms", free_offset(), **more)
    yield running
    assert running.stop() == 0


def kill_at_random(office: Office, seed: int) -> Counter[str]:
    """How often each service died."""
    chance, end, deaths = Random(seed), time.monotonic() + KILLING_S, Counter[str]()
    while time.monotonic() < end:
        name = chance.choice(CORE)
        try:
            office.signal_service(name, signal.SIGKILL)
        except ValueError:
            continue  # it is dead already, and not yet back
        deaths[name] += 1
        # Bad air, so that the safety floor has commands to give.
        for probe in range(3):
            office.publish(f"office/main/sensor/probe_{probe}/co2", "4000")
        time.sleep(chance.uniform(*PAUSE_S))
    print("deaths:", deaths)
    return deaths


def exported(office: Office, into: Path) -> list[dict[str, Any]]:
    office.soms("log", "export", str(into))
    return [one for line in into.read_text().splitlines() if "type" in (one := json.loads(line))]


def can_be_told(office: Office, device: str) -> bool:
    """Whether the safety floor may command it."""
    return any(
        one["device"] == device and one["trusted"] and "set_fan" in one["tools"]
        for one in office.get("/devices/").json()
    )


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in events if one["type"] == kind]


def cycles(events: list[dict[str, Any]], kind: str) -> Counter[str]:
    return Counter(one["data"]["cycle"] for one in of(events, kind))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_killed_every_cycle_ends_and_nothing_is_done_twice(
    hot_office: Office, tmp_path: Path, seed: int
) -> None:
    told: Counter[str] = Counter()
    with hot_office.mqtt_client() as client:
        client.on_message = lambda _c, _u, m: told.update([json.loads(m.payload)["id"]])
        client.subscribe("mcp/+/request/call_tool", 0)
        eventually(lambda: can_be_told(hot_office, "hvac_01"), 120)
        assert len(kill_at_random(hot_office, seed)) == len(CORE), "not everybody was killed"
        calm = datetime.now(UTC).isoformat()
        eventually(lambda: all_ended(hot_office, tmp_path, calm), ENDS_WITHIN_S)
    events = exported(hot_office, tmp_path / "log.ndjson")
    assert set(cycles(events, "brain.cycle_started").values()) == {1}
    assert set(cycles(events, "brain.cycle_finished").values()) == {1}
    answered = of(events, "brain.model_replied") + of(events, "brain.model_failed")
    assert max(Counter(one["causationid"] for one in answered).values()) == 1
    assert of(events, "brain.action_approved"), "nothing was let happen; the test says too little"
    asked = {one["data"]["request_id"]: one["data"] for one in of(events, COMMANDED)}
    assert asked, "no device was to do anything; the test says too little"
    again = {one for one, times in told.items() if times > 1}
    assert all(asked[one]["idempotent"] for one in again)
    replayed = hot_office.soms_json("replay", "--check")
    assert (replayed["divergences"], replayed["first_divergence"]) == (0, None)
    assert hot_office.soms_json("log", "verify")["ok"] is True
    assert hot_office.soms_json("audit", "verify")["failures"] == []


def all_ended(office: Office, folder: Path, before: str) -> bool:
    """Whether each cycle that began before that moment has an outcome."""
    events = exported(office, folder / "so_far.ndjson")
    began = [one for one in of(events, "brain.cycle_started") if one["recordedat"] < before]
    ended = cycles(events, "brain.cycle_finished")
    return bool(began) and all(one["data"]["cycle"] in ended for one in began)
