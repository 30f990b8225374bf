"""`soms user`: how the first operator comes to be, and what one needs to look after people."""

import asyncio
import io
import sys
from pathlib import Path

import pytest

from events.eventlog import PostgresEventLog
from services.accounts.credentials import Credentials
from services.accounts.hashing import PASSWORDS, TOKENS, TokenText, verified
from services.soms.location import Location, opened_log
from tests.command import soms


@pytest.fixture(autouse=True)
def _hub(filled_hub: str) -> None:
    """There is one."""


def added(name: str, *options: str) -> dict[str, object]:
    said = soms("user", "add", name, *options, "--json")
    assert said.status == 0, said.err
    user: dict[str, object] = said.json
    return user


def listed() -> list[str]:
    return soms("user", "list").out.splitlines()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What standard input says."""
    text = io.StringIO()
    monkeypatch.setattr(sys, "stdin", text)
    return text


def test_the_first_operator_gets_a_token_that_is_good(postgres_url: str, hub: str) -> None:
    operator = added("boss", "--display-name", "The Boss", "--role", "operator")
    assert (operator["id"], operator["role"]) == (1, "operator")
    text = TokenText.parse(str(operator["token"]))
    assert text is not None

    async def is_good() -> bool:
        async with opened_log(Location(postgres_url, hub)) as log:
            kept = await Credentials(log).token(text.id)
        return kept is not None and await verified(TOKENS, kept.hash, text.secret)

    assert asyncio.run(is_good())
    assert listed() == ["     1  operator  active  boss  The Boss"]


def test_the_doctor_says_where_nobody_can_let_others_in(tmp_path: Path) -> None:
    def found() -> list[str]:
        lines = soms("doctor", "--data", str(tmp_path)).out.splitlines()
        return [line.split()[0] for line in lines if line.split()[1] == "operators"]

    added("alice")
    assert found() == ["warning"]
    added("boss", "--role", "operator")
    assert found() == ["ok"]
    assert soms("user", "role", "boss", "member").status == 0
    assert found() == ["warning"]


def test_a_taken_name_ends_with_1_and_a_wrong_one_with_2() -> None:
    added("alice")
    taken = soms("user", "add", "ALICE")
    assert (taken.status, taken.out) == (1, "")
    assert "taken" in taken.err
    assert soms("user", "add", "").status == 2
    assert soms("user", "add", "bob", "--role", "king").status == 2


def test_roles_and_pauses_are_changed_by_name_or_number() -> None:
    added("alice")
    assert soms("user", "role", "Alice", "auditor", "--json").json["role"] == "auditor"
    assert soms("user", "active", "1", "false", "--json").json["is_active"] is False
    assert listed() == ["     1  auditor   paused  alice"]


def test_nobody_is_said_to_be_nobody() -> None:
    for arguments in (("role", "nobody", "member"), ("erase", "--yes", "nobody")):
        said = soms("user", *arguments)
        assert (said.status, said.err) == (2, "soms: WHO: there is no user 'nobody'\n")
    assert soms("user", "token", "9").status == 1


def test_a_password_is_read_and_kept_as_a_hash(
    typed: io.StringIO, postgres_url: str, hub: str
) -> None:
    added("alice")
    typed.write("correct horse\n")
    typed.seek(0)
    said = soms("user", "password", "alice")
    assert (said.status, said.out) == (0, "")

    async def is_good() -> bool:
        async with opened_log(Location(postgres_url, hub)) as log:
            kept = await Credentials(log).password(1)
        return await verified(PASSWORDS, kept, "correct horse")

    assert asyncio.run(is_good())


def test_a_short_password_is_refused_and_not_repeated(typed: io.StringIO) -> None:
    added("alice")
    typed.write("hunter2\n")
    typed.seek(0)
    said = soms("user", "password", "alice")
    assert (said.status, said.err) == (
        2,
        "soms: password: must have 10 to 256 characters, has 7\n",
    )


def test_more_tokens_are_made() -> None:
    first = added("alice")["token"]
    made = soms("user", "token", "alice", "--label", "script", "--json").json
    assert (made["label"], made["user_id"], made["token"] != first) == ("script", 1, True)


def test_somebody_is_erased_and_the_log_is_whole() -> None:
    added("alice")
    assert soms("user", "erase", "alice", "--yes").status == 0
    assert listed() == ["     1  member    erased  -"]
    assert soms("log", "verify").status == 0
    assert soms("replay", "--check").status == 0


async def test_what_was_done_at_the_machine_says_so(postgres_url: str, hub: str) -> None:
    await asyncio.to_thread(added, "alice")
    log = await PostgresEventLog.connect(postgres_url, hub)
    (event,) = await log.backward(limit=1)
    await log.close()
    assert (event.type, event.actor) == ("people.registered", "service:console")
