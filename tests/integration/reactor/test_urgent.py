"""What is urgent waits for nobody: neither for those who are not, nor for each other."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from events.brain import CycleStarted, SafetyActed
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Subject, new_id
from handlers.registry import REACTORS
from projections.timers import Due, fired
from services.reactor.service import together
from services.simulator.thinking import configured
from tests.integration.eventlog.conftest import opened
from tests.integration.reactor.test_safety_floor import PATIENCE_S, decided, hot, reactors


def test_each_urgent_reactor_follows_the_log_alone_and_none_is_left_out() -> None:
    *alone, others = together()
    assert [[one.name for one in group] for group in alone] == [["safety_floor"], ["brain"]]
    assert {id(one) for group in (*alone, others) for one in group} == set(map(id, REACTORS))


async def test_the_brain_thinks_while_the_floor_waits(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url, hub) as log, reactors(postgres_url, hub) as theirs:
        _hold_back(monkeypatch, theirs, "safety_floor")
        await log.append([_configured(), hot()])
        await log.append([_timer()])
        assert await decided(log, 1, CycleStarted)


async def test_the_floor_acts_while_the_brain_waits(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url, hub) as log, reactors(postgres_url, hub) as theirs:
        _hold_back(monkeypatch, theirs, "brain")
        await log.append([_configured(), _timer()])
        await log.append([hot()])
        assert await decided(log, 1, SafetyActed)


def _hold_back(monkeypatch: pytest.MonkeyPatch, log: PostgresEventLog, reactor: str) -> None:
    """What this reactor decides comes to the log far too late."""
    append = log.append

    async def slow(events: Sequence[Event], **more: Any) -> Any:
        if events[0].source.startswith(f"/handlers/{reactor}/"):
            await asyncio.sleep(10 * PATIENCE_S)
        return await append(events, **more)

    monkeypatch.setattr(log, "append", slow)


def _configured() -> Event:
    now, subject = datetime.now(UTC), Subject("brain:office")
    return Event(id=new_id(), data=configured(), source="/bench", subject=subject, time=now)


def _timer() -> Event:
    now = datetime.now(UTC)
    return fired(Due("brain_batch:next", now), now)
