"""What a bench runs on: a database and a broker of its own, in a temporary folder."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

from events.eventlog import PostgresEventLog, migrate
from infra.embedded.broker import EmbeddedBroker, Mosquitto, Rumqttd, find_mosquitto
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres

_hubs = count(1)


@contextmanager
def database() -> Iterator[str]:
    """The owner's URL of a database with its durability on, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="soms-bench-") as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder), free_port())
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


@contextmanager
def broker(kind: type[EmbeddedBroker]) -> Iterator[EmbeddedBroker]:
    with tempfile.TemporaryDirectory(prefix="soms-bench-") as folder:
        running = kind(Path(folder), free_port())
        running.start()
        try:
            yield running
        finally:
            running.stop()


def brokers() -> list[type[EmbeddedBroker]]:
    """The kinds that this machine has."""
    return [Rumqttd, Mosquitto] if find_mosquitto() else [Rumqttd]


@asynccontextmanager
async def fresh_log(url: str) -> AsyncIterator[PostgresEventLog]:
    """A log in a hub that nobody has used."""
    hub = f"bench_{next(_hubs)}"
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    try:
        yield log
    finally:
        await log.close()
