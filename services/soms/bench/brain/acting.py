"""How soon people see a task: from a reading's publication until `GET /tasks/` shows what the model
made of it.

All of `soms up` but the simulation runs; the model takes no time and proposes one task for the
zone. The brain gathers what happens for 3 s before it thinks, so the figure is taken with that, and
without any gathering. The gate lets the model have ten tasks an hour: a run is several offices, one
after the other, with a zone for each task.
"""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import httpx
import orjson

from events.mqtt import MqttBus
from infra.embedded.broker import EmbeddedBroker
from services.soms.bench.brain.model import Model, model
from services.soms.bench.figure import Figure, percentile
from services.soms.bench.options import Options
from services.soms.bench.running import client_of, services
from services.soms.bench.stack import broker, brokers, database
from services.soms.up_command import CORE

SERVICES = tuple(one for one in CORE if one != "mock_llm")
OFFICES = 2
TASKS = 9
"""In each; one more is made before, while everything warms up."""
TARGETS_S = {3.0: 4.0, 0.0: 1.0}
"""By the seconds that the brain gathers, what 99 of 100 tasks must not take longer than."""
TOO_WARM_C = 27.0
LOOK_S = 0.02
GIVEN_UP_S = 15.0
APART_S = 0.3


@dataclass(frozen=True, slots=True)
class Seen:
    """How long each task took that was seen, and how many never were."""

    waits_s: tuple[float, ...]
    never: int


async def measure(options: Options, offices: int = OFFICES, tasks: int = TASKS) -> list[Figure]:
    return [
        figure
        for gathered_s in TARGETS_S
        for figure in _figures(
            gathered_s, [await run(gathered_s, offices, tasks) for _ in range(options.runs)]
        )
    ]


def _figures(gathered_s: float, runs: list[Seen]) -> list[Figure]:
    what = f"reading published → task on GET /tasks/, {gathered_s:g} s gathered"
    never = tuple(float(run.never) for run in runs)
    p50, p99 = (
        tuple(percentile(run.waits_s or [GIVEN_UP_S], share) for run in runs)
        for share in (0.5, 0.99)
    )
    return [
        Figure(f"{what}, never", "tasks", never, maximum=0),
        Figure(f"{what}, p50", "s", p50),
        Figure(f"{what}, p99", "s", p99, maximum=TARGETS_S[gathered_s]),
    ]


async def run(gathered_s: float, offices: int, tasks: int) -> Seen:
    """Offices one after the other, each with so many tasks."""
    waits: list[float | None] = []
    with broker(brokers()[0]) as running, database() as url:
        for _ in range(offices):
            waits += await _office(running, url, gathered_s, tasks)
    seen = tuple(one for one in waits if one is not None)
    return Seen(seen, len(waits) - len(seen))


async def _office(
    running: EmbeddedBroker, url: str, gathered_s: float, tasks: int
) -> list[float | None]:
    """How long each task took; the first, which finds everything cold, does not count."""
    async with AsyncExitStack() as opened:
        one = await opened.enter_async_context(model())
        environment = {
            "LLM_API_URL": one.url,
            "SOMS_BRAIN_BATCH_S": str(gathered_s),
            "SOMS_BRAIN_APART_S": "0",
        }
        at_work = services(running, url, *SERVICES, environment=environment)
        hub = await opened.enter_async_context(at_work)
        bus = await MqttBus.connect(client_of(running), client_id="bench-sensors")
        opened.push_async_callback(bus.close)
        page = httpx.AsyncClient(base_url=f"http://127.0.0.1:{hub.backend_port}")
        office = Office(bus, await opened.enter_async_context(page), one)
        waits = [await office.warm(number) for number in range(tasks + 1)]
    return waits[1:]


class Office:
    """An office in which one zone after the other becomes too warm."""

    def __init__(self, bus: MqttBus, page: httpx.AsyncClient, one: Model) -> None:
        self._bus = bus
        self._page = page
        self._model = one

    async def warm(self, number: int) -> float | None:
        """From the reading to the task; None if it is never seen."""
        zone = f"room_{number}"
        await asyncio.sleep(APART_S)
        self._model.will_propose(_proposal(zone))
        began = time.perf_counter()
        topic = f"office/{zone}/sensor/env_{number}/temperature"
        said = {"value": TOO_WARM_C, "ts": time.time()}
        await self._bus.publish(topic, orjson.dumps(said))
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVEN_UP_S):
                while not await self._shows(zone):  # noqa: ASYNC110  the page asks, too
                    await asyncio.sleep(LOOK_S)
                return time.perf_counter() - began
        return None

    async def _shows(self, zone: str) -> bool:
        answer = await self._page.get("/tasks/")
        return any(task["zone"] == zone for task in answer.raise_for_status().json())


def _proposal(zone: str) -> dict[str, object]:
    wish = {
        "title": f"{zone}の窓を開けてください",
        "description": "気温が高いので換気してください",
        "bounty": 1_000,
        "urgency": 2,
        "zone": zone,
        "task_types": ["environment"],
    }
    return {"name": "create_task", "arguments": wish}
