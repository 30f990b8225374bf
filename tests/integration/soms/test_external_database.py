"""With a database of one's own, the services still get no more rights than they need."""

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from events.eventlog import PostgresEventLog
from infra.embedded.postgres import Postgres
from infra.embedded.supervisor import Supervisor
from services.soms.addresses import Addresses
from services.soms.system import System
from tests.integration.eventlog.examples import readings

PASSWORD = "of the test"


@pytest.fixture
def administrator(postgres: Postgres, hub: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        yield connection


def owner_url(administrator: psycopg.Connection, postgres: Postgres, hub: str, may: str) -> str:
    """A database whose owner is no superuser; its URL."""
    name = f"owner_of_{hub}"
    role = sql.Identifier(name)
    login = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} ").format(role, PASSWORD) + sql.SQL(may)
    administrator.execute(login)
    administrator.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
    return f"postgresql://{name}:of%20the%20test@127.0.0.1:{postgres.port}/{name}"


async def services_url(url: str, hub: str, data: Path) -> str:
    """What `soms up --database URL` gives to its services."""
    system = System(data, hub, Addresses(0), "embedded", url, lambda _: None)
    await system._start_database(Supervisor(data / "logs"))
    assert system._urls["database"] == url
    return system._environment["DATABASE_URL"]


async def append_and_tamper(url: str, hub: str) -> None:
    """As a service that was taken over would."""
    log = await PostgresEventLog.connect(url, hub)
    try:
        assert await log.append(readings(2)) == [1, 2]
    finally:
        await log.close()
    with psycopg.connect(url) as connection:
        connection.execute(f"ALTER TABLE hub_{hub}.events DISABLE TRIGGER ALL")


async def test_services_get_a_login_that_may_append_and_no_more(
    administrator: psycopg.Connection, postgres: Postgres, hub: str, tmp_path: Path
) -> None:
    url = owner_url(administrator, postgres, hub, "CREATEROLE")
    services = await services_url(url, hub, tmp_path)
    with pytest.raises(errors.InsufficientPrivilege):
        await append_and_tamper(services, hub)
    assert await services_url(url, hub, tmp_path) == services


async def test_a_superusers_url_gives_services_a_login_too(
    postgres: Postgres, hub: str, tmp_path: Path
) -> None:
    services = await services_url(f"{postgres.url}?user=soms_owner", hub, tmp_path)
    with pytest.raises(errors.InsufficientPrivilege):
        await append_and_tamper(services, hub)


async def test_two_systems_on_one_hub_do_not_take_each_others_login(
    postgres: Postgres, hub: str, tmp_path: Path
) -> None:
    one = await services_url(postgres.url, hub, tmp_path / "one")
    other = await services_url(postgres.url, hub, tmp_path / "other")
    for url in (one, other):
        await (await PostgresEventLog.connect(url, hub)).close()
    assert one != other


async def test_where_the_owner_may_make_no_login_it_is_said_so(
    administrator: psycopg.Connection,
    postgres: Postgres,
    hub: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = owner_url(administrator, postgres, hub, "")
    administrator.execute(f"CREATE ROLE hub_{hub}_app NOLOGIN")
    with caplog.at_level(logging.WARNING):
        assert await services_url(url, hub, tmp_path) == url
    assert f"hub_{hub}_app" in caplog.text
    assert PASSWORD not in caplog.text
