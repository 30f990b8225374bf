"""A simulation from beginning to end: live, check after every second, heal, check everything.

`simulate` never raises for a broken rule: the outcome says which, where, and how to see it again.
"""

import gc
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from events.identity import START
from services.simulator.chance import CALM, ROUGH
from services.simulator.errors import InvariantBroken
from services.simulator.outcome import Outcome
from services.simulator.parts import Parts
from services.simulator.reading import events_after, settled
from services.simulator.witness.watch import Watch
from services.simulator.world import World
from services.virtual_edge.scenarios import DRAWN, scenario

FIRST_MOMENT = int(datetime(2026, 3, 1, 23, 0, tzinfo=UTC).timestamp())
"""A Monday, eight in the morning in Japan."""

GARBAGE_THRESHOLD = 500_000
"""Objects made between two looks for garbage."""

FULL_CHECK_EVERY_S = 1_800
LONGEST_RECOVERY_S = 900
"""Simulated seconds in which everything must have arrived once nothing goes wrong any more."""


def simulate(
    seed: int,
    hours: float,
    faults: bool = False,
    *,
    scenario_name: str | None = None,
    parts: Parts | None = None,
) -> Outcome:
    """Run the whole core for so many simulated hours and check the rules all the while.

    With `faults`, a scenario is drawn by the seed unless one is named.
    """
    began = time.perf_counter()
    name = scenario_name or (_drawn_scenario(seed) if faults else "normal")
    scratch = tempfile.TemporaryDirectory(prefix="soms-simulation-")
    with _few_collections(), scratch as folder:
        hazards = ROUGH if faults else CALM
        arguments = (hazards, scenario(name), Path(folder))
        world = World(seed, FIRST_MOMENT, parts or Parts(), *arguments)
        watch = Watch(world)
        failure = _failure_of(world, watch, int(hours * 3600))
    outcome = _outcome(world, watch, seed, hours, faults, failure, time.perf_counter() - began)
    return replace(outcome, scenario=scenario_name)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Nearly all that is made here lives to the end, and is not worth looking through so often."""
    thresholds = gc.get_threshold()
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _drawn_scenario(seed: int) -> str:
    return Random(f"{seed}/scenario").choice(DRAWN)


def _failure_of(world: World, watch: Watch, seconds: int) -> InvariantBroken | None:
    try:
        _live(world, watch, seconds)
        _recover(world, watch)
        watch.finish()
    except InvariantBroken as broken:
        return broken
    return None


def _live(world: World, watch: Watch, seconds: int) -> None:
    utterances = world.office.announcements()
    for second in range(1, seconds + 1):
        utterances += world.office.step()
        world.let_people_act()
        watch.accepted(world.step(utterances))
        watch.look()
        if second % FULL_CHECK_EVERY_S == 0:
            watch.compare_all()
        utterances = []


def _recover(world: World, watch: Watch) -> None:
    world.heal()
    for _ in range(LONGEST_RECOVERY_S):
        world.step(())
        watch.look()
        if world.idle and watch.caught_up:
            return
    what = f"{world.fleet.pending} messages have no receipt after {LONGEST_RECOVERY_S} s"
    raise InvariantBroken("R3", what, watch.position)


def _outcome(
    world: World,
    watch: Watch,
    seed: int,
    hours: float,
    faults: bool,
    failure: InvariantBroken | None,
    elapsed_s: float,
) -> Outcome:
    head = settled(world.log.head())
    types = Counter(event.type for event in events_after(world.log, START))
    return Outcome(
        seed=seed,
        hours=hours,
        faults=faults,
        events=head.position,
        root=head.root.hex(),
        checks=watch.checks,
        crashes=world.crashes,
        by_type=dict(sorted(types.items())),
        failure=failure,
        elapsed_s=elapsed_s,
    )
