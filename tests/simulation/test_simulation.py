"""The simulated core keeps every rule, in calm and in rough weather, the same for the same seed."""

import os
import subprocess
import sys

import pytest

from events.eventlog.memory import MemoryEventLog
from events.identity import START
from handlers.replay.check import check
from services.simulator import simulate, simulate_day
from services.simulator.reading import events_after

ROOT_OF = """
from services.simulator import simulate
outcome = simulate(5, 0.1, True)
assert outcome.ok, outcome
print(outcome.root)
"""


def test_a_calm_hour_keeps_every_rule() -> None:
    outcome = simulate(1, 1.0)
    assert outcome.ok, outcome
    assert outcome.crashes == 0
    assert outcome.events > 10_000
    assert outcome.checks > outcome.events


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_rough_half_hour_keeps_every_rule(seed: int) -> None:
    outcome = simulate(seed, 0.5, faults=True)
    assert outcome.ok, outcome
    assert outcome.crashes > 10


def test_the_simulated_messages_are_understood() -> None:
    outcome = simulate(1, 0.1)
    assert "log.message_rejected" not in outcome.by_type
    assert {"telemetry.reading_recorded", "devices.heartbeat_received"} <= set(outcome.by_type)


def test_the_same_seed_gives_the_same_log() -> None:
    first, second = simulate(3, 0.2, faults=True), simulate(3, 0.2, faults=True)
    assert first == second
    assert first.root != simulate(4, 0.2, faults=True).root


def test_the_log_does_not_depend_on_the_order_of_hashes() -> None:
    roots = {
        subprocess.run(
            [sys.executable, "-c", ROOT_OF],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(roots) == 1


async def test_a_day_is_written_into_any_log() -> None:
    log = MemoryEventLog()
    count = await simulate_day(log, 1, hours=0.5)
    again = MemoryEventLog()
    await simulate_day(again, 1, hours=0.5)
    assert count == (await log.head()).position > 5_000
    assert (await log.head()).root == (await again.head()).root
    assert events_after(log, START)[0].position == 1


async def test_a_simulated_day_replays_without_a_divergence() -> None:
    log = MemoryEventLog()
    count = await simulate_day(log, 1, hours=1.5, scenario_name="stuffy_meeting")
    report = await check(log)
    assert (report.events, report.divergences) == (count, 0)
    assert report.checked > 10
