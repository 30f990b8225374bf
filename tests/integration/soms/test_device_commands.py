"""`soms device`: an operator's word about a device, at the machine itself."""

import asyncio
from datetime import UTC, datetime

import pytest

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.eventlog import PostgresEventLog, migrate
from events.identity import Subject, new_id
from projections.devices import Devices
from projections.trust import Trust
from services.projector.projector import Projector
from services.projector.store import ViewStore
from tests.command import soms


async def _heard(url: str, hub: str) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    data = HeartbeatReceived(device="lamp_01", details={"tools": ["set_state"]})
    subject, now = Subject("device:lamp_01"), datetime.now(UTC)
    await log.append([Event(new_id(), data, "/edge/lamp_01", subject, now)])
    await log.close()


async def _project(url: str, hub: str) -> None:
    log = await PostgresEventLog.connect(url, hub)
    async with ViewStore.opened(url, hub) as store:
        projector = Projector(log, store)
        await projector.load([Devices(), Trust()])
        await projector.build_missing()
        async for page in log.pages(after=projector.position):
            await projector.take(page)
    await log.close()


@pytest.fixture
def lamp(postgres_url: str, hub: str) -> None:
    """A device that was heard."""
    asyncio.run(_heard(postgres_url, hub))


@pytest.mark.usefixtures("lamp")
def test_a_device_is_trusted_and_distrusted_by_name(postgres_url: str, hub: str) -> None:
    for word, trusted in (("trust", True), ("distrust", False)):
        said = soms("device", word, "lamp_01", "--json")
        assert (said.status, said.json) == (0, {"device": "lamp_01", "trusted": trusted})
        asyncio.run(_project(postgres_url, hub))
        listed = soms("device", "list", "--json").json
        assert (listed["device"], listed["trusted"], listed["trust_said"]) == (
            "lamp_01",
            trusted,
            trusted,
        )
    assert soms("device", "list").out.split() == ["lamp_01", "online", "-", "set_state"]


@pytest.mark.usefixtures("lamp")
def test_a_name_that_nobody_has_is_refused() -> None:
    said = soms("device", "trust", "ghost_01")
    assert said.status != 0
    assert "ghost_01" in said.err


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize("name", ["", "x" * 5_000, "a\nb"])
def test_a_name_that_no_device_can_have_is_refused_as_one(name: str) -> None:
    said = soms("device", "trust", name)
    assert said.status == 2
    assert said.err.startswith("soms: NAME: ")
    assert len(said.err) < 300
