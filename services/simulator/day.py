"""A simulated day as a log: what replay, views and benchmarks are tried on."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from events.envelope import Recorded
from events.eventlog.protocol import EventLog
from services.simulator.chance import CALM
from services.simulator.parts import Parts
from services.simulator.simulation import FIRST_MOMENT
from services.simulator.world import World
from services.virtual_edge.scenarios import scenario

COPIED_AT_ONCE = 2_000
"""Events in one append."""


class VerbatimLog(EventLog, Protocol):
    """A log that can take over another one's events as they are."""

    async def append_verbatim(self, events: Sequence[Recorded]) -> None: ...


async def simulate_day(
    log: VerbatimLog, seed: int, *, hours: float = 24.0, scenario_name: str = "normal"
) -> int:
    """Write a simulated day, decisions included, into an empty log. Returns how many events."""
    with tempfile.TemporaryDirectory(prefix="soms-simulation-") as folder:
        world = World(
            seed, FIRST_MOMENT, Parts(projections=()), CALM, scenario(scenario_name), Path(folder)
        )
        utterances = world.office.announcements()
        for _ in range(int(hours * 3600)):
            world.let_people_act()
            world.step(utterances + world.office.step())
            utterances = []
    count = 0
    async for page in world.log.pages(size=COPIED_AT_ONCE):
        await log.append_verbatim(page.events)
        count = page.position
    return count
