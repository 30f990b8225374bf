"""The embedded database: up in no time, clean after a crash, gone with its parent."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from infra.embedded import process
from infra.embedded.account import NOTE
from infra.embedded.errors import PortTaken
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    made = Postgres(tmp_path, free_port())
    yield made
    made.stop()


@pytest.mark.parametrize("end", [Postgres.stop, Postgres.kill])
def test_committed_data_survives_its_end(server: Postgres, end: Callable[[Postgres], None]) -> None:
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    end(server)
    server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_stranger_without_the_password_is_refused(server: Postgres) -> None:
    server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://soms_owner:guess@127.0.0.1:{server.port}/soms")


def test_secrets_are_for_their_owner_only(server: Postgres) -> None:
    server.start()
    kept = list((server.data / "secrets").iterdir())
    assert kept
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept)


def test_a_taken_port_is_named_with_what_to_do(server: Postgres) -> None:
    taken = socket.create_server(("127.0.0.1", server.port))
    with taken, pytest.raises(PortTaken, match=f"{server.port}.*--port-offset"):
        server.start()


def test_two_servers_run_side_by_side(server: Postgres, tmp_path: Path) -> None:
    other = Postgres(tmp_path / "other", free_port())
    server.start()
    other.start()
    try:
        assert server.url != other.url
        psycopg.connect(server.url).close()
        psycopg.connect(other.url).close()
    finally:
        other.stop()


PARENT = """
import sys, time
from pathlib import Path
from infra.embedded.postgres import Postgres
server = Postgres(Path(sys.argv[1]), int(sys.argv[2]))
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux only")
def test_nothing_outlives_a_parent_that_is_killed(server: Postgres, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path), str(server.port)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while process.alive(pid) and process.name_of(pid) == "postgres":
        assert time.monotonic() < deadline, "the database outlived its parent"
        time.sleep(0.05)
    server.start()


def test_a_data_folder_that_is_deleted_and_made_again_begins_anew(tmp_path: Path) -> None:
    for number in range(2):
        server = Postgres(tmp_path / "data", free_port())
        server.start()
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE made_once ()")
        server.stop()
        for note in (tmp_path / "data").glob(NOTE):
            kept = tmp_path / str(number)  # by which the tests tidy up
            kept.mkdir()
            shutil.copy(note, kept)
        shutil.rmtree(tmp_path / "data")
