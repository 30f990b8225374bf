"""Keeps processes running: started side by side, waited for, restarted when they crash.

A service says that it is ready by a line on its stdout. What it writes goes to a log of its own.
It is stopped by SIGTERM, in the reverse order of the starts, and killed only if it does not go.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from infra.embedded import process
from infra.embedded.errors import PartFailed

READY_LINE = b"ready"
READY_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
"""Between restarts of one part: doubling from the first to the longest."""
STEADY_S = 30.0
"""After running this long, a part's next crash counts as its first."""
LOOK_S = 0.2
"""How often a server is looked after."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """A process to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


class Server(Protocol):
    """A part that knows itself how to start, such as the database."""

    @property
    def running(self) -> bool: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class _Pause:
    """How long to wait before the next restart."""

    next_s: float = FIRST_PAUSE_S

    def take(self, ran_s: float) -> float:
        if ran_s > STEADY_S:
            self.next_s = FIRST_PAUSE_S
        pause_s, self.next_s = self.next_s, min(self.next_s * 2, LONGEST_PAUSE_S)
        return pause_s


@dataclass
class Supervisor:
    """All parts of one system; `logs` is the folder for what they write."""

    logs: Path
    _services: list["_Supervised"] = field(default_factory=list, init=False)
    _servers: list[tuple[str, Server, "asyncio.Task[None]"]] = field(
        default_factory=list, init=False
    )

    async def start_server(self, name: str, server: Server) -> None:
        """Start a server and keep it running."""
        server.start()
        watching = asyncio.create_task(_keep_running(name, server), name=f"watch {name}")
        self._servers.append((name, server, watching))

    async def start_services(self, services: Sequence[Service], up: Callable[[str], None]) -> None:
        """Start services side by side and keep them running; returns when all are ready.

        `up` is called with the name of each as it becomes ready. Raises `PartFailed`.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        started = [_Supervised(one, self.logs / f"{one.name}.log") for one in services]
        self._services += started
        results = await asyncio.gather(
            *(self._start(one, up) for one in started), return_exceptions=True
        )
        for failure in filter(None, results):
            raise failure

    async def _start(self, supervised: "_Supervised", up: Callable[[str], None]) -> None:
        await supervised.start()
        up(supervised.service.name)

    async def stop(self, intake: str | None = None, drain: str | None = None) -> None:
        """Stop everything, the last started first.

        The server `intake` goes before the service `drain`, so that what was taken in is handed on.
        """
        for supervised in reversed(self._services):
            if supervised.service.name != drain:
                await supervised.stop()
        for name, server, watching in self._servers:
            if name == intake:
                await _stop_server(server, watching)
        for supervised in self._services:
            if supervised.service.name == drain:
                await supervised.stop()
        for name, server, watching in reversed(self._servers):
            if name != intake:
                await _stop_server(server, watching)

    def pids(self) -> dict[str, int]:
        """The processes of the services, by name."""
        return {one.service.name: one.pid for one in self._services if one.pid is not None}


async def _stop_server(server: Server, watching: "asyncio.Task[None]") -> None:
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await asyncio.to_thread(server.stop)


async def _keep_running(name: str, server: Server) -> None:
    pause, started = _Pause(), asyncio.get_running_loop().time()
    while True:
        await asyncio.sleep(LOOK_S)
        if server.running:
            continue
        now = asyncio.get_running_loop().time()
        logger.warning("%s stopped; starting it again", name)
        await asyncio.sleep(pause.take(now - started))
        started = now
        try:
            server.start()
        except Exception as error:  # noqa: BLE001 (a full disk, say: it is tried again)
            logger.warning("%s does not start: %s", name, error)


class _Supervised:
    """One service: its present process, and the task that replaces it."""

    def __init__(self, service: Service, log: Path) -> None:
        self.service = service
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        await self._spawn()
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                ready = await self._said_ready()
        except TimeoutError:
            ready = False
        if not ready:
            await self._end()
            raise PartFailed(self.service.name, "did not become ready", process.tail(self._log))
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.service.name}")

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._end()

    async def _spawn(self) -> None:
        with self._log.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *self.service.command,
                env=dict(self.service.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                preexec_fn=process.dies_with_parent(signal.SIGTERM),
            )

    async def _said_ready(self) -> bool:
        """Read until the ready line; False if the process ended before."""
        output = self._process.stdout if self._process else None
        while output is not None and (line := await output.readline()):
            if line.strip() == READY_LINE:
                return True
        return False

    async def _keep(self) -> None:
        pause, loop = _Pause(), asyncio.get_running_loop()
        while self._process is not None:
            started = loop.time()
            await asyncio.gather(self._drain(), self._process.wait())
            logger.warning("%s ended with %s", self.service.name, self._process.returncode)
            await asyncio.sleep(pause.take(loop.time() - started))
            await self._spawn_patiently()

    async def _spawn_patiently(self) -> None:
        while True:
            try:
                return await self._spawn()
            except OSError as error:
                logger.warning("%s does not start: %s", self.service.name, error)
            await asyncio.sleep(LONGEST_PAUSE_S)

    async def _drain(self) -> None:
        """Take what else it writes to stdout, so that it never blocks on us."""
        output = self._process.stdout if self._process else None
        while output is not None and await output.readline():
            pass

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        draining = asyncio.create_task(self._drain())
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await self._process.wait()
        except TimeoutError:
            logger.warning("%s does not stop; killing it", self.service.name)
            self._process.kill()
            await self._process.wait()
        draining.cancel()
