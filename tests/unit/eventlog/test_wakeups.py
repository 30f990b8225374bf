"""Waiting for the bell: over at the ring, after a while, or when whoever waits is told to stop."""

import asyncio

import pytest

from events.eventlog.postgres.wakeups import wait_for


@pytest.mark.parametrize("turns", range(4))
async def test_who_is_told_to_stop_as_the_bell_rings_stops(turns: int) -> None:
    ring = asyncio.Event()
    waiting = asyncio.create_task(wait_for(ring))
    for _ in range(3):
        await asyncio.sleep(0)
    ring.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    if waiting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_the_ring_ends_the_wait() -> None:
    ring = asyncio.Event()
    ring.set()
    await asyncio.wait_for(wait_for(ring), 0.5)


async def test_the_wait_ends_without_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.eventlog.postgres.wakeups.POLL_S", 0.01)
    await asyncio.wait_for(wait_for(asyncio.Event()), 0.5)
