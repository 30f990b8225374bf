"""`kill -9` of the commander: no command goes out twice, and each has an outcome."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from events.devices import CommandRequested, CommandSent, CommandSucceeded, CommandTimedOut
from events.envelope import Event, Recorded
from events.eventlog import EventLog
from events.identity import new_id
from events.mqtt import MqttBus
from handlers.device_commands import command_draft
from tests.device_commands import OUTCOMES, request_ids
from tests.fault.findings import eventually, recorded
from tests.fault.mishaps import Mishaps
from tests.fault.parts import Stage, set_up

TIMEOUT_S = 3.0
PARTS = ("recorder", "reactor", "clock", "commander")


@dataclass
class Device:
    """Answers what it is asked, if it does."""

    bus: MqttBus
    answers: bool = True
    heard: Counter[str] = field(default_factory=Counter)

    async def live(self) -> None:
        await self.bus.subscribe(["mcp/lamp_01/request/call_tool"])
        async for batch in self.bus.batches():
            for delivery in batch:
                delivery.acknowledge()
                if not delivery.dup:  # the same packet again, which is between broker and device
                    self.take(json.loads(delivery.payload)["id"])

    def take(self, request_id: str) -> None:
        self.heard[request_id] += 1
        if self.answers:
            answer = json.dumps({"jsonrpc": "2.0", "result": {}, "id": request_id}).encode()
            self.bus.publish_soon(f"mcp/lamp_01/response/{request_id}", answer)


@asynccontextmanager
async def living(stage: Stage) -> AsyncIterator[Device]:
    async with stage.device("lamp_01") as bus:
        device = Device(bus)
        life = asyncio.create_task(device.live())
        yield device
        life.cancel()


async def ask(log: EventLog, request_id: str, *, idempotent: bool = False) -> None:
    draft = command_draft("lamp_01", "set_state", {}, request_id, TIMEOUT_S, idempotent)
    now = datetime.now(UTC)
    await log.append([Event(new_id(), draft.data, "/test", draft.subject, now, draft.tags)])


async def all_settled(log: EventLog, *, at_least: int = 1) -> list[Recorded]:
    async def settled() -> bool:
        events = await recorded(log)
        asked = request_ids(events, CommandRequested)
        return len(asked) >= at_least and asked <= request_ids(events, *OUTCOMES)

    await eventually("every command has an outcome", settled)
    return await recorded(log)


async def test_killed_between_command_and_answer_it_sends_nothing_again() -> None:
    async with (
        set_up("rumqttd", *PARTS) as stage,
        stage.log() as log,
        living(stage) as device,
    ):
        device.answers = False
        await ask(log, "once")
        await eventually("the command is heard", lambda: _heard(device, "once"))
        commander = stage.services["commander"]
        commander.kill()
        commander.start()
        await commander.ready()
        events = await all_settled(log)
    assert device.heard == {"once": 1}
    assert request_ids(events, CommandTimedOut) == {"once"}


async def _heard(device: Device, request_id: str) -> bool:
    return device.heard[request_id] > 0


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_killed_again_and_again_it_sends_each_command_at_most_once(seed: int) -> None:
    async with (
        set_up("rumqttd", *PARTS) as stage,
        stage.log() as log,
        living(stage) as device,
    ):
        victims = {"commander": stage.services["commander"]}
        mishaps = Mishaps(seed, victims, mean_life_s=0.8, longest_absence_s=0.3)
        async with asyncio.TaskGroup() as together:
            asking = together.create_task(_ask_for_ever(log))
            await mishaps.run(30)
            asking.cancel()
        events = await all_settled(log, at_least=500)
    non_idempotent = {one: times for one, times in device.heard.items() if one.startswith("once")}
    assert max(non_idempotent.values()) == 1, "a command went out twice"
    assert request_ids(events, CommandSucceeded), "nothing was answered; the test says too little"
    assert _sendings(events) <= 3


async def _ask_for_ever(log: EventLog) -> None:
    number = 0
    while True:
        number += 1
        await ask(log, f"once-{number}")
        await ask(log, f"again-{number}", idempotent=True)
        await asyncio.sleep(0.02)


def _sendings(events: list[Recorded]) -> int:
    return max(e.data.sending for e in events if isinstance(e.data, CommandSent))


async def test_two_commanders_by_mistake_send_each_command_once() -> None:
    async with (
        set_up("rumqttd", *PARTS) as stage,
        stage.log() as log,
        living(stage) as device,
    ):
        await stage.start("commander", SOMS_WORKER="second")
        for number in range(50):
            await ask(log, str(number))
        await all_settled(log, at_least=50)
    assert device.heard == dict.fromkeys(map(str, range(50)), 1)
