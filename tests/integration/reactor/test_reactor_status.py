"""`soms reactor status`: a reactor that stopped cannot be overlooked."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from events.eventlog import PostgresEventLog, migrate
from events.identity import Position
from handlers.registry import REACTORS
from handlers.world.climate import ClimateReactor
from services.reactor.stops import Stops
from services.soms.main import app_of


async def stopped(url: str, hub: str) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await Stops(log).note(REACTORS[0], Position(5), "ArithmeticError: at 5")
    await log.close()


def test_a_reactor_that_stopped_is_shown_with_its_reason(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    asyncio.run(stopped(postgres_url, hub))
    result = CliRunner().invoke(app_of(["reactor"]), ["reactor", "status", "--hub", hub, "--json"])
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["error"] for one in told if one["error"]] == ["ArithmeticError: at 5"]
    assert {one["name"] for one in told} == {one.name for one in REACTORS}
    assert result.exit_code == 1
    shown = CliRunner().invoke(app_of(["reactor"]), ["reactor", "status", "--hub", hub])
    assert f"climate      v{ClimateReactor.version}" in shown.stdout
    assert "stopped: ArithmeticError: at 5" in shown.stdout
