"""Which log a command works on: `DATABASE_URL` and the hub, or a running `soms up`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.errors import UndefinedTable

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog, migrate
from events.eventlog.postgres.connection import unavailable_on_error
from events.eventlog.postgres.schema import HUB_NAME
from services.settings import InvalidSettings, read_settings
from services.soms.instance import read_instance


@dataclass(frozen=True, slots=True)
class Location:
    """A database and the hub in it."""

    database: str
    hub: str


def locate(hub: str | None, data: Path) -> Location:
    """Raises `InvalidSettings` where neither the environment nor a running system says."""
    settings = read_settings()
    if hub is not None and not HUB_NAME.fullmatch(hub):
        raise InvalidSettings("--hub", f"must match {HUB_NAME.pattern}, got {hub!r:.60}")
    if settings.database_url is not None:
        return Location(settings.database(), hub or settings.hub)
    instance = read_instance(data)
    return Location(instance.urls["database"], hub or instance.hub)


@contextmanager
def hub_missing(location: Location) -> Iterator[None]:
    """Where the log has no tables, nobody made this hub, and `InvalidSettings` says so."""
    try:
        yield
    except LogUnavailable as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        reason = f"there is no hub {location.hub!r} in this database"
        raise InvalidSettings("--hub", reason) from None


@asynccontextmanager
async def opened_log(
    location: Location, *, create: bool = False
) -> AsyncIterator[PostgresEventLog]:
    """The log at a location; with `create`, its schema is made or brought up to date first."""
    if create:
        with unavailable_on_error():
            await migrate(location.database, location.hub)
    with hub_missing(location):
        log = await PostgresEventLog.connect(location.database, location.hub)
    try:
        yield log
    finally:
        await log.close()
