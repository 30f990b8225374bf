"""`replay --check` of a day on which the brain thought a thousand times: how long it takes.

The day is a simulated one, with eight rooms more of which one becomes too warm every 86 s; the
stand-in for a model answers. What decides again is what runs live: every reactor of the hub.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from events.brain import CycleStarted
from events.eventlog import EventLog, MemoryEventLog
from events.query import Query
from handlers.replay.check import check
from services.simulator.chance import CALM
from services.simulator.parts import Parts
from services.simulator.simulation import FIRST_MOMENT
from services.simulator.world import World
from services.soms.bench.figure import Figure
from services.soms.bench.options import Options
from services.virtual_edge.device import Said
from services.virtual_edge.scenarios import scenario

HOURS = 24.0
CYCLES_AN_HOUR = 1_000 / 24
WITHIN_S = 30.0
SEED = 7
ROOMS = 8
APART_S = 86
"""Between two rooms that become too warm; a room's alarm is told every 600 s at most."""
SPEAKS_EVERY_S = 43
WARM_C, MILD_C = 27.0, 24.5


async def measure(options: Options, hours: float = HOURS) -> list[Figure]:
    log = restless_day(hours)
    begun = await cycles(log)
    events = (await log.head()).position
    checked = [await _checked(log) for _ in range(options.runs)]
    what = f"replay --check of {hours:g} simulated hours, {events:,} events"
    wanted = float(int(CYCLES_AN_HOUR * hours))
    return [
        Figure(f"{what}, cycles", "cycles", (float(begun),), minimum=wanted),
        Figure(f"{what}, divergences", "events", tuple(far for _, far in checked), maximum=0),
        Figure(what, "s", tuple(took_s for took_s, _ in checked), maximum=WITHIN_S),
    ]


async def cycles(log: EventLog) -> int:
    """How often the brain thought."""
    query = Query(types=frozenset({CycleStarted.event_type}))
    return sum([len(page.events) async for page in log.pages(query=query)])


async def _checked(log: MemoryEventLog) -> tuple[float, float]:
    """Seconds, and divergences."""
    began = time.perf_counter()
    report = await check(log)
    return time.perf_counter() - began, float(report.divergences)


def restless_day(hours: float) -> MemoryEventLog:
    """A simulated office's log, with rooms that become too warm in turn."""
    with tempfile.TemporaryDirectory(prefix="soms-bench-") as folder:
        parts = Parts(projections=())
        world = World(SEED, FIRST_MOMENT, parts, CALM, scenario("normal"), Path(folder))
        world.fleet.add({_sensor(room): None for room in range(ROOMS)})
        utterances = world.office.announcements()
        for second in range(int(hours * 3_600)):
            world.let_people_act()
            rooms = _rooms(second, world.clock.now)
            world.step([*utterances, *world.office.step(), *rooms])
            utterances = []
    return world.log


def _rooms(second: int, now: float) -> Iterator[Said]:
    """What the rooms' sensors say in this second."""
    if second % SPEAKS_EVERY_S:
        return
    for room in range(ROOMS):
        turn = (second // APART_S - room) % ROOMS
        celsius = WARM_C if turn < ROOMS // 2 else MILD_C
        topic = f"office/annex_{room}/sensor/{_sensor(room)}/temperature"
        yield Said(_sensor(room), topic, {"value": celsius}, now)


def _sensor(room: int) -> str:
    return f"annex_sensor_{room}"
