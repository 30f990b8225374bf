"""`kill -9` between a person's word and the command that it allows: it is given once, or not."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from events.brain import ActionApproved, ApprovalRequested
from events.devices import CameOnline, CommandRequested, HeartbeatReceived, TrustChanged
from events.envelope import Event, Recorded
from events.eventlog import EventLog
from events.identity import Subject, new_id
from events.mqtt import MqttBus
from events.payload import Payload
from events.tasks import Completed, Created
from handlers.brain.approvals import NAME
from tests.device_commands import OUTCOMES, request_ids
from tests.fault.findings import assert_verifies, eventually, recorded
from tests.fault.mishaps import Mishaps
from tests.fault.parts import Stage, set_up

PARTS = ("recorder", "reactor", "clock", "commander")
DEVICE = "pump_01"
PERSON = 7


@dataclass
class Pump:
    """Counts how often it was told to run, by request."""

    bus: MqttBus
    told: Counter[str] = field(default_factory=Counter)

    async def live(self) -> None:
        await self.bus.subscribe([f"mcp/{DEVICE}/request/call_tool"])
        async for batch in self.bus.batches():
            for delivery in batch:
                delivery.acknowledge()
                if not delivery.dup:  # the same packet again, which is between broker and device
                    self._run(json.loads(delivery.payload)["id"])

    def _run(self, request_id: str) -> None:
        self.told[request_id] += 1
        answer = json.dumps({"jsonrpc": "2.0", "result": {}, "id": request_id}).encode()
        self.bus.publish_soon(f"mcp/{DEVICE}/response/{request_id}", answer)


@asynccontextmanager
async def pumping(stage: Stage) -> AsyncIterator[Pump]:
    async with stage.device(DEVICE) as bus:
        pump = Pump(bus)
        life = asyncio.create_task(pump.live())
        yield pump
        life.cancel()


async def say(log: EventLog, data: Payload, subject: str) -> None:
    now = datetime.now(UTC)
    await log.append([Event(new_id(), data, "/test", Subject(subject), now)])


async def introduce(log: EventLog) -> None:
    """The pump is heard, trusted and known to be online."""
    beat = HeartbeatReceived(device=DEVICE, details={"capabilities": ["run_pump"]})
    await say(log, beat, f"device:{DEVICE}")
    await say(log, TrustChanged(device=DEVICE, trusted=True), f"device:{DEVICE}")

    async def online() -> bool:
        return bool(_of(await recorded(log), CameOnline))

    await eventually("the pump is online", online)


async def ask_for_approval(log: EventLog, cycle: str) -> int:
    """Ask, as the brain does; the number of the task that asks people."""
    call = {"agent_id": DEVICE, "tool_name": "run_pump", "arguments": {"duration_s": 5}}
    asked = ApprovalRequested(
        cycle=cycle,
        step=1,
        ordinal=0,
        tool="send_device_command",
        arguments=call,
        deadline=datetime.now(UTC) + timedelta(minutes=10),
    )
    await say(log, asked, f"cycle:{cycle}")
    tasks: list[int] = []

    async def asked_of_people() -> bool:
        events = await recorded(log)
        asks = next(e for e in events if e.data == asked)
        wish = next((e for e in events if e.causation_id == asks.id), None)
        tasks[:] = [e.data.task for e in events if isinstance(e.data, Created) and _is_of(e, wish)]
        return bool(tasks)

    await eventually("a task asks for the approval", asked_of_people)
    return tasks[0]


def _is_of(event: Recorded, wish: Recorded | None) -> bool:
    return wish is not None and event.causation_id == wish.id


async def approve(log: EventLog, task: int) -> None:
    report = Completed(task=task, person=PERSON, report_status="resolved")
    await say(log, report, f"task:{task}")


async def all_done(log: EventLog, actions: int) -> list[Recorded]:
    """Every approved action was commanded, and has an outcome."""

    async def done() -> bool:
        events = await recorded(log)
        settled = request_ids(events, CommandRequested) <= request_ids(events, *OUTCOMES)
        return settled and len(_of(events, CommandRequested)) == actions

    await eventually(f"{actions} commands have outcomes", done)
    return await recorded(log)


def _of(events: Iterable[Recorded], kind: type[Payload]) -> list[Recorded]:
    return [event for event in events if isinstance(event.data, kind)]


def assert_once_each(events: list[Recorded], pump: Pump, cycles: Iterable[str]) -> None:
    approved, commands = _of(events, ActionApproved), _of(events, CommandRequested)
    allowed = [e.data.cycle for e in events if isinstance(e.data, ActionApproved)]
    assert Counter(allowed) == Counter(cycles)
    assert [e.causation_id for e in approved] == [e.causation_id for e in commands]
    # One commit holds both: there is no moment at which one is there without the other.
    assert [e.position + 1 for e in approved] == [e.position for e in commands]
    assert {e.source.rpartition("/")[0] for e in (*approved, *commands)} == {f"/handlers/{NAME}"}
    assert set(pump.told) <= request_ids(events, CommandRequested)
    assert max(pump.told.values()) == 1, "a command went out twice"


async def test_the_reactor_killed_between_word_and_command_gives_the_command_once() -> None:
    async with set_up("rumqttd", *PARTS) as stage, stage.log() as log, pumping(stage) as pump:
        await introduce(log)
        task = await ask_for_approval(log, "c1")
        reactor = stage.services["reactor"]
        reactor.kill()
        await approve(log, task)
        for wait_s in (0.4, 0.8, 1.2):  # into its start, its folding, its deciding
            reactor.start()
            await asyncio.sleep(wait_s)
            reactor.kill()
        reactor.start()
        await reactor.ready()
        events = await all_done(log, 1)
        assert_once_each(events, pump, ["c1"])
        await assert_verifies(log)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_whoever_is_killed_each_approved_command_goes_out_at_most_once(seed: int) -> None:
    async with set_up("rumqttd", *PARTS) as stage, stage.log() as log, pumping(stage) as pump:
        await introduce(log)
        cycles = [f"c{number}" for number in range(25)]
        mishaps = Mishaps(seed, stage.services, mean_life_s=1.5, longest_absence_s=0.3)
        async with asyncio.TaskGroup() as together:
            together.create_task(mishaps.run(30))
            for cycle in cycles:
                await approve(log, await ask_for_approval(log, cycle))
        events = await all_done(log, len(cycles))
        assert_once_each(events, pump, cycles)
        assert len(pump.told) > len(cycles) // 2, "hardly anything was sent; it says too little"
        await assert_verifies(log)
