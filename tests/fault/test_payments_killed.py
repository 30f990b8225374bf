"""`kill -9` of wallet, reactor and backend while people do tasks: everybody is paid, once."""

import asyncio

import pytest

from events.credits import wallet
from infra.embedded.ports import free_port
from tests.fault.asking import Asking
from tests.fault.findings import recorded
from tests.fault.mishaps import Mishaps
from tests.fault.money import assert_decided_alike, assert_paid_once, audit
from tests.fault.parts import Stage, set_up
from tests.fault.tasks_done import TasksDone

SERVICES = ("reactor", "wallet", "backend")


TASKS = 1_000
SECONDS = 45


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_every_one_of_a_thousand_tasks_is_paid_once_whoever_is_killed(seed: int) -> None:
    async with set_up("rumqttd") as stage, stage.log() as log:
        async with Asking(await _opened(stage)) as backend:
            work = TasksDone(backend, TASKS, SECONDS)
            async with asyncio.TaskGroup() as together:
                together.create_task(work.run())
                together.create_task(Mishaps(seed, stage.services).run(SECONDS))
            await assert_decided_alike(log)
        events = await recorded(log)
    assert len(work.paid) == TASKS
    assert_paid_once(events, work.paid)
    balances = audit(events)
    assert {person: balances[wallet(person)] for person in work.earned} == work.earned


async def _opened(stage: Stage) -> int:
    """All services are ready; returns the backend's port."""
    backend, books = free_port(), free_port()
    where = {
        "SOMS_AUTH": "open",
        "SOMS_BACKEND_PORT": str(backend),
        "SOMS_WALLET_PORT": str(books),
        "WALLET_SERVICE_URL": f"http://127.0.0.1:{books}",
    }
    for name in SERVICES:
        stage.cast(name, **where).start()
    for service in stage.services.values():
        await service.ready()
    return backend
