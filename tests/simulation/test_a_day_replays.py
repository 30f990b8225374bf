"""A hot day, thought about and written into a real hub, is decided again alike to the end."""

from pathlib import Path

import orjson
import pytest

from events.brain import ActionApproved, ActionRefused, ModelPrompted
from events.envelope import Recorded
from events.eventlog import EventLog, MemoryEventLog
from events.payload import Payload
from events.query import Query
from handlers.gate.bounds import Bounds
from handlers.policy import Policy
from handlers.registry import reactors
from handlers.replay.check import check
from services.simulator import simulate_day
from tests.command import soms

SCENARIO = "heat_wave+dry_air"

POORER = Policy(bounds=Bounds(bounty_most=1_200))
"""The stand-in offers 1,500 for cooling a room."""


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_simulated_day_in_a_hub_replays_without_a_divergence(
    postgres_url: str, hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("SOMS_HUB", hub)
    day = ("--hours", "24", "--scenario", SCENARIO)
    assert soms("simulate", "--into-hub", "--seed", "5", *day).status == 0
    said = soms("replay", "--check", "--json").json
    assert (said["divergences"], said["undecided"], said["first_divergence"]) == (0, 0, None)
    assert said["checked"] > 5_000
    by_type = soms("log", "stats", "--json").json["by_type"]
    assert by_type[ModelPrompted.event_type] > 100
    assert soms("log", "verify", "--json").json["ok"] is True


async def test_a_changed_bound_shows_the_first_verdict_that_differs_side_by_side() -> None:
    log = MemoryEventLog()
    await simulate_day(log, 1, hours=0.2, scenario_name="heat_wave")
    assert (await check(log)).divergences == 0
    first = (await _of(log, ActionApproved))[0]
    found = (await check(log, reactors(POORER))).first_divergence
    assert found is not None
    assert found.handler == "brain"
    assert found.expected is not None
    assert found.expected.type == ActionRefused.event_type
    assert orjson.loads(found.expected.data_json)["rule"] == "bounty_out_of_bounds"
    assert found.actual is not None
    assert found.actual.type == ActionApproved.event_type
    assert found.position == first.position


async def _of(log: EventLog, kind: type[Payload]) -> list[Recorded]:
    query = Query(types=frozenset({kind.event_type}))
    return [event async for page in log.pages(query=query) for event in page.events]
