"""A decider is kept going, whatever happens to it."""

import asyncio

import pytest

from events.eventlog import MemoryEventLog
from services.deciding import Deciding, keep_deciding, running
from tests.unit.deciding.jar import JARS, JarDecider


async def test_an_error_that_nobody_foresaw_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "PAUSE_S", 0)
    jar, errors = Deciding(MemoryEventLog(), JarDecider()), [TypeError("a key"), TypeError("two")]
    follow = jar._follow

    async def failing() -> None:
        if errors:
            raise errors.pop()
        await follow()

    monkeypatch.setattr(jar, "_follow", failing)
    keeping = asyncio.create_task(keep_deciding(jar))
    while caplog.text.count("not foreseen") < 2:
        await asyncio.sleep(0)
    await jar.give("add", {"jar": "main", "sweets": 5})
    assert (await jar.read(JARS))[0] == {"main": 5}
    keeping.cancel()
    await asyncio.wait([keeping])
