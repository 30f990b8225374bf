"""After an erasure no table, no view, no snapshot and no export holds the name, in any form."""

import asyncio
import base64
from collections.abc import Iterable

import pytest

from events.errors import SomsError
from events.eventlog import PostgresEventLog
from events.eventlog.portable import export
from events.people import Registered
from events.transparency.verifier import verify_log
from handlers.replay.check import check
from projections.people import People
from services import snapshots
from services.people import PostgresKeys
from services.people.sealing import unseal
from tests.integration.backend.accounts import Guarded, guarded_backend, signed_in
from tests.integration.projector.test_projector import Hub
from tests.integration.serving import PATIENCE_S

NAMES = ("wilhelmina", "Wilhelmina von Ehrenfels", "minna")


def forms(name: str) -> Iterable[str]:
    """How the name's bytes may look in a row or a line."""
    yield from (name, name.casefold(), name.encode().hex())
    yield base64.b64encode(name.encode()).decode().rstrip("=")[:-1]


async def everything(log: PostgresEventLog) -> str:
    """All rows of all tables of the hub, bytes as hexadecimal digits."""
    async with log.connection() as connection:
        tables = await connection.execute(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
        )
        found = []
        for (table,) in await tables.fetchall():
            rows = await connection.execute(f'SELECT t::text FROM "{table}" t'.encode())
            found += [f"{table}: {row}" for (row,) in await rows.fetchall()]
    return "\n".join(found)


@pytest.fixture
async def erased(guarded: Guarded, office: Hub, monkeypatch: pytest.MonkeyPatch) -> Registered:
    """Somebody who did everything that one can, and was erased; how they were registered."""
    monkeypatch.setattr(snapshots, "EVERY", 1)
    username, display_name, other = NAMES
    boss = await guarded.member("boss", "operator")
    somebody = await guarded.member(username)
    path = f"/users/{somebody.number}"
    await signed_in(guarded.client(), username)
    await somebody.client.put(path, json={"display_name": display_name})
    await somebody.client.put(path, json={"username": other})
    await office.projected()
    assert (await boss.client.get(path)).json()["username"] == other
    assert (await boss.client.delete(path)).status_code == 204
    (_, event) = sorted(await office.log.backward(limit=10), key=lambda one: one.position)[:2]
    assert isinstance(event.data, Registered)
    return event.data


async def test_no_row_of_any_table_holds_the_name(erased: Registered, office: Hub) -> None:
    await office.projected()
    kept = await everything(office.log)
    assert "people.erased" in kept
    assert not [name for name in NAMES for form in forms(name) if form in kept]


async def test_no_line_of_the_export_holds_the_name(erased: Registered, office: Hub) -> None:
    lines = b"".join([line async for line in export(office.log)]).decode()
    assert "people.registered" in lines
    assert not [name for name in NAMES for form in forms(name) if form in lines]


async def test_no_key_that_is_left_opens_what_was_sealed(erased: Registered, office: Hub) -> None:
    async with office.log.connection() as connection:
        cursor = await connection.execute("SELECT key FROM person_keys WHERE key IS NOT NULL")
        keys = [bytes(key) async for (key,) in cursor]
    assert len(keys) == 1
    with pytest.raises(SomsError):
        unseal(erased.username, keys[0], "username")


async def test_proofs_and_decisions_stay_whole(erased: Registered, office: Hub) -> None:
    assert (await verify_log(office.log)).ok
    assert (await check(office.log)).divergences == 0
    rows = (await office.reader.rows(People())).rows
    assert len(rows) == 2


async def test_an_erasure_that_broke_off_is_finished_at_the_next_start(office: Hub) -> None:
    async with guarded_backend(office) as backend:
        somebody = await backend.member("wilhelmina")
        named = await backend.parts.people.one(somebody.number)
    await PostgresKeys(office.log).destroy(named.person.key_id)
    async with guarded_backend(office) as backend:
        credentials = backend.parts.accounts.credentials
        async with asyncio.timeout(PATIENCE_S):
            while await credentials.tokens(somebody.number):
                await asyncio.sleep(0.01)
        assert (await backend.parts.people.one(somebody.number)).person.erased_at is not None
