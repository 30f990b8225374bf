"""A small SOMS of real processes on loopback, whose parts can be killed one by one and come back.

Whatever a test does with it, nothing of it is left running and nothing is left on disk.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from events.eventlog import PostgresEventLog, migrate
from events.eventlog.postgres import admit
from events.mqtt import MqttBus
from infra.embedded import process
from infra.embedded.broker import EmbeddedBroker, Rumqttd
from infra.embedded.child import Child
from infra.embedded.ports import free_port
from infra.embedded.postgres import SERVICES, Postgres
from services.soms.serving import command_line
from tests.integration.mqtt.brokers import address, connected, running_broker

READY_TIMEOUT_S = 30.0
LOOK_S = 0.02
HUB = "office"


@dataclass
class RunningService(Child):
    """A service in a process of its own, as `soms up` starts it."""

    name: str
    environment: Mapping[str, str]
    log: Path
    _began: int = field(default=0, init=False)
    """Where in the log the present process began to write."""

    def start(self) -> None:
        self._began = self.log.stat().st_size if self.log.exists() else 0
        self._process = process.start(
            command_line(self.name),
            log=self.log,
            folder=self.log.parent,
            environment=self.environment,
        )

    @property
    def said(self) -> str:
        """What the present process wrote."""
        return self.log.read_bytes()[self._began :].decode(errors="replace")

    async def ready(self) -> None:
        """Wait until it says that it is."""
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                while "ready" not in self.said.splitlines():
                    assert self.running, f"{self.name} ended:\n{self.said[-2_000:]}"
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise AssertionError(f"{self.name} is not ready:\n{self.said[-2_000:]}") from None


@dataclass
class Stage:
    """A database, a broker, and the services that a test starts on them."""

    folder: Path
    postgres: Postgres
    broker: EmbeddedBroker
    services: dict[str, RunningService] = field(default_factory=dict, init=False)

    def cast(self, name: str, **exceptions: str) -> RunningService:
        """A service with its environment, not started yet; one per name and worker."""
        environment = self._environment(name) | exceptions
        called = "-".join(filter(None, (name, exceptions.get("SOMS_WORKER"))))
        service = RunningService(name, environment, self.folder / f"{called}.log")
        self.services[called] = service
        return service

    async def start(self, name: str, **exceptions: str) -> RunningService:
        """A service that is ready."""
        service = self.cast(name, **exceptions)
        service.start()
        await service.ready()
        return service

    def _environment(self, name: str) -> dict[str, str]:
        ours = ("SOMS_", "MQTT_", "DATABASE_URL")
        inherited = {key: text for key, text in os.environ.items() if not key.startswith(ours)}
        environment = inherited | {
            "SOMS_HUB": HUB,
            "SOMS_DATA": str(self.folder),
            "DATABASE_URL": self.postgres.services_url,
            "MQTT_PORT": str(self.broker.v5_port),
            "MQTT_USER": self.broker.username,
            "MQTT_PASS": self.broker.password,
        }
        if name == "publisher" and isinstance(self.broker, Rumqttd):
            # rumqttd hands messages with MQTT 5 properties to MQTT 5 subscribers only.
            environment |= {"MQTT_PROTOCOL": "3.1.1", "MQTT_PORT": str(self.broker.port)}
        return environment

    @asynccontextmanager
    async def log(self) -> AsyncIterator[PostgresEventLog]:
        log = await PostgresEventLog.connect(self.postgres.url, HUB)
        try:
            yield log
        finally:
            await log.close()

    @asynccontextmanager
    async def device(self, name: str = "device") -> AsyncIterator[MqttBus]:
        """A connection to the broker that comes back by itself."""
        async with connected(address(self.broker), name, session_expiry_s=600) as bus:
            yield bus

    def say(self) -> None:
        """Print the end of what every part wrote; pytest shows it if the test fails."""
        logs = {called: service.log for called, service in self.services.items()}
        logs["broker"] = self.folder / "broker" / "broker.log"
        for called, log in logs.items():
            print(f"--- {called}:\n{process.tail(log)}")

    def close(self) -> None:
        for service in self.services.values():
            service.kill()
        self.say()


@asynccontextmanager
async def set_up(kind: str, *services: str) -> AsyncIterator[Stage]:
    """A stage with a fresh database, a broker of `kind`, and services that are ready."""
    folder = reachable_folder()
    async with AsyncExitStack() as tidy:
        tidy.callback(shutil.rmtree, folder, ignore_errors=True)
        broker = tidy.enter_context(running_broker(kind, folder / "broker"))
        postgres = Postgres(folder, free_port())
        tidy.callback(postgres.kill)
        await prepare(postgres)
        stage = Stage(folder, postgres, broker)
        tidy.callback(stage.close)
        for name in services:
            stage.cast(name).start()
        for service in stage.services.values():
            await service.ready()
        yield stage


def reachable_folder() -> Path:
    """A new folder that the database's account can pass through, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="soms-fault-"))
    folder.chmod(0o755)
    return folder


async def prepare(postgres: Postgres) -> None:
    """Start a database and make the hub in it, as `soms up` does."""
    postgres.start()
    await migrate(postgres.url, HUB)
    await admit(postgres.url, HUB, SERVICES)
