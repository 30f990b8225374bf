"""A normal office, with people at their desks, asks nobody for anything and is silent."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.office import Office, free_offset, start, where_it_is_noon

WATCHED_S = 120.0
ASKING = ("tasks.requested", "voice.requested", "devices.command_requested")


@pytest.fixture
def calm_office(tmp_path: Path) -> Iterator[Office]:
    more = {"SOMS_EDGE_SCENARIO": "staffed", "TZ": where_it_is_noon()}
    running = start(tmp_path / "soms", free_offset(), **more)
    yield running
    assert running.stop() == 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_normal_office_is_left_in_peace(calm_office: Office) -> None:
    time.sleep(WATCHED_S)
    assert calm_office.get("/zones/main").json()["channels"]
    assert calm_office.get("/events/", type="brain.cycle_finished").json(), "it never thought"
    for kind in ASKING:
        assert calm_office.get("/events/", type=kind).json() == []
