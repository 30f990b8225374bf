"""`soms project status` and `verify`: what failed cannot be overlooked."""

import asyncio
import json

import pytest
from typer.testing import CliRunner, Result

from events.eventlog import PostgresEventLog, migrate
from events.identity import Position, Subject
from projections.registry import PROJECTIONS
from projections.zones import Zones
from services.projector.projector import Projector
from services.projector.store import ViewStore
from services.soms.main import app_of
from tests.integration.projector.test_projector import reading


async def projected(url: str, hub: str, parked: Subject | None) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append([reading(1), reading(2)])
    async with ViewStore.opened(url, hub) as store:
        await Projector(log, store).load(PROJECTIONS)
        zones = await store.live(Zones())
        if parked and zones:
            await store.park(zones, parked, Position(3), "ArithmeticError: no")
    await log.close()


def soms(*words: str) -> Result:
    return CliRunner().invoke(app_of(["project"]), ["project", *words])


def test_status_of_views_that_are_well_is_success(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    asyncio.run(projected(postgres_url, hub, None))
    assert soms("status", "--hub", hub).exit_code == 0
    assert soms("verify", "--hub", hub).exit_code == 0


def test_status_shows_what_is_parked_and_why(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    asyncio.run(projected(postgres_url, hub, Subject("device:env_1")))
    shown = soms("status", "--hub", hub)
    assert "  parked from 3 on: device:env_1: ArithmeticError: no" in shown.stdout
    assert shown.exit_code == 1
    lines = soms("status", "--hub", hub, "--json").stdout.splitlines()
    told = {one["name"]: one["parked"] for one in map(json.loads, lines)}
    parked = {"subject": "device:env_1", "position": 3, "reason": "ArithmeticError: no"}
    assert (told["zones"], told["devices"]) == ([parked], [])
    compared = soms("verify", "zones", "--hub", hub, "--json")
    assert compared.exit_code == 1
    result = json.loads(compared.stdout)
    assert (result["ok"], result["equal"], result["parked"]) == (False, True, 1)
