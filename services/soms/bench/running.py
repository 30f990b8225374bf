"""Services and publishers as processes of their own, the way they run in earnest."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

import psutil

from events.eventlog import PostgresEventLog
from events.mqtt import Broker
from infra.embedded.broker import EmbeddedBroker
from infra.embedded.ports import free_port
from infra.embedded.supervisor import Service, Supervisor
from services.soms.bench.stack import fresh_log
from services.soms.serving import command_line

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Running:
    """Services at work on a fresh hub."""

    log: PostgresEventLog
    backend_port: int
    wallet_port: int
    pids: dict[str, int]

    def memory_mib(self, service: str) -> float:
        return float(psutil.Process(self.pids[service]).memory_info().rss) / 2**20


@asynccontextmanager
async def services(
    broker: EmbeddedBroker, url: str, *names: str, environment: Mapping[str, str] = NOTHING
) -> AsyncIterator[Running]:
    """The services of these names, with what else their environment is to hold."""
    backend, wallet = free_port(), free_port()
    async with fresh_log(url) as log:
        usual = {
            "SOMS_HUB": log.hub,
            "DATABASE_URL": url,
            "MQTT_PORT": str(broker.v5_port),
            "MQTT_USER": broker.username,
            "MQTT_PASS": broker.password,
            "SOMS_BACKEND_PORT": str(backend),
            "SOMS_WALLET_PORT": str(wallet),
            "SOMS_AUTH": "open",
            "LOG_LEVEL": "WARNING",
        }
        told = {**usual, **environment}
        supervisor = Supervisor(broker.data / "logs")
        try:
            await supervisor.start_services(
                [Service(one, command_line(one), told) for one in names], lambda _: None
            )
            yield Running(log, backend, wallet, supervisor.pids())
        finally:
            await supervisor.stop()


@asynccontextmanager
async def publishing(
    broker: EmbeddedBroker, readings: int, per_second: int = 0
) -> AsyncIterator[Process]:
    """A publisher at work, as fast as it goes if no rate is given; killed if it is left early."""
    arguments = [str(broker.v5_port), broker.password, str(readings), str(per_second)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.soms.bench.publisher", *arguments
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def client_of(broker: EmbeddedBroker) -> Broker:
    return Broker(port=broker.v5_port, username=broker.username, password=broker.password)
