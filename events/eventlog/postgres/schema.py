"""The hub's schema in Postgres: its name, its application role, and its numbered migrations.

Migrations run as the owner, one transaction each, one process at a time; applying them again
changes nothing.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import LiteralString, NamedTuple

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from events.eventlog.postgres.connection import connect

HUB_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Hub names that also make the names of schemas, roles and channels."""

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


class Migration(NamedTuple):
    number: int
    name: str
    statements: LiteralString


def schema_of(hub: str) -> str:
    if not HUB_NAME.fullmatch(hub):
        raise ValueError(f"hub {hub!r} must match {HUB_NAME.pattern}")
    return f"hub_{hub}"


def application_role(hub: str) -> str:
    """The group role that login roles of the hub's services are granted."""
    return f"{schema_of(hub)}_app"


def migrations() -> Iterator[Migration]:
    folder = files("events.eventlog.postgres") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if found := _FILE_NAME.fullmatch(file.name):
            yield Migration(int(found[1]), found[2], file.read_text())


async def migrate(dsn: str, hub: str, *, until: int | None = None) -> int:
    """Bring the hub's schema up to date, or to migration `until`; returns how many it took."""
    pending = [step for step in migrations() if until is None or step.number <= until]
    async with await connect(dsn) as connection:
        await _prepare(connection, hub)
        return sum([await _apply(connection, hub, step) for step in pending])


async def admit(dsn: str, hub: str, login: str) -> None:
    """Let a login role do what the hub's application may do."""
    async with await connect(dsn) as connection:
        await connection.execute(
            sql.SQL("GRANT {} TO {}").format(
                sql.Identifier(application_role(hub)), sql.Identifier(login)
            )
        )


async def make_login(dsn: str, login: str, password: str) -> None:
    """Make a login role if there is none of that name; the password itself is never sent."""
    async with await connect(dsn) as connection, connection.transaction():
        await _take_turn(connection, "roles and schemas")
        known = await connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [login])
        if known.rowcount == 0:
            verifier = connection.pgconn.encrypt_password(
                password.encode(), login.encode(), b"scram-sha-256"
            )
            await connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(login), sql.Literal(verifier.decode())
                )
            )


async def _prepare(connection: AsyncConnection[TupleRow], hub: str) -> None:
    schema = sql.Identifier(schema_of(hub))
    async with connection.transaction():
        await _take_turn(connection, "roles and schemas")
        known = await connection.execute(
            "SELECT FROM pg_roles WHERE rolname = %s", [application_role(hub)]
        )
        if known.rowcount == 0:
            role = sql.Identifier(application_role(hub))
            await connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        await connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        await connection.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {}.migrations (number integer PRIMARY KEY,"
                " name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
            ).format(schema)
        )


async def _apply(connection: AsyncConnection[TupleRow], hub: str, step: Migration) -> bool:
    schema = sql.Identifier(schema_of(hub))
    statements = sql.SQL(step.statements)
    async with connection.transaction():
        await _take_turn(connection, schema_of(hub))
        await connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))
        done = await connection.execute("SELECT FROM migrations WHERE number = %s", [step.number])
        if done.rowcount:
            return False
        role = sql.Identifier(application_role(hub))
        await connection.execute(statements.format(schema=schema, application=role))
        await connection.execute(
            "INSERT INTO migrations (number, name) VALUES (%s, %s)", [step.number, step.name]
        )
        return True


async def _take_turn(connection: AsyncConnection[TupleRow], what: str) -> None:
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"soms migrations: {what}"]
    )
