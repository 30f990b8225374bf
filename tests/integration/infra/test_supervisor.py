"""Supervision: ready means ready, a crash is mended, a stop leaves nothing behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from infra.embedded import folder, process
from infra.embedded.errors import AlreadyRunning, PartFailed
from infra.embedded.supervisor import Service, Supervisor

GOOD = "import time; print('ready', flush=True); time.sleep(60)"
BAD = "import sys; sys.stderr.write('the cellar is flooded'); sys.exit(3)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"
)


def service(name: str, program: str) -> Service:
    return Service(name, [sys.executable, "-c", program], dict(os.environ))


async def test_a_service_is_up_when_it_says_so(tmp_path: Path) -> None:
    supervisor, up = Supervisor(tmp_path), list[str]()
    await supervisor.start_services([service("a", GOOD), service("b", GOOD)], up.append)
    assert sorted(up) == ["a", "b"]
    pids = supervisor.pids()
    await supervisor.stop()
    assert not any(process.alive(pid) for pid in pids.values())


async def test_a_service_that_cannot_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    with pytest.raises(PartFailed, match="the cellar is flooded"):
        await supervisor.start_services([service("bad", BAD)], lambda _: None)
    await supervisor.stop()


async def test_a_service_that_was_killed_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    await supervisor.start_services([service("a", GOOD)], lambda _: None)
    first = supervisor.pids()["a"]
    os.kill(first, signal.SIGKILL)
    for _ in range(200):
        if supervisor.pids()["a"] != first:
            break
        await asyncio.sleep(0.05)
    assert supervisor.pids()["a"] != first
    await supervisor.stop()


async def test_a_service_that_does_not_go_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.embedded.supervisor.STOP_TIMEOUT_S", 0.2)
    supervisor = Supervisor(tmp_path)
    await supervisor.start_services([service("a", STUBBORN)], lambda _: None)
    pid = supervisor.pids()["a"]
    await supervisor.stop()
    assert not process.alive(pid)


def test_a_data_folder_has_one_holder_at_a_time(tmp_path: Path) -> None:
    with (
        folder.held(tmp_path),
        pytest.raises(AlreadyRunning, match=str(os.getpid())),
        folder.held(tmp_path),
    ):
        pass
    with folder.held(tmp_path):
        pass
