"""`soms log verify` and `soms log tiles` as they are called."""

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from events.eventlog import PostgresEventLog, migrate
from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import PostgresHeads
from services.publisher.heads import _recorded
from services.publisher.signing import SignedHead, sign
from services.soms.main import app_of
from tests.integration.eventlog.examples import NOON, readings

KEY = SigningKey.generate("soms/office")


async def fill(url: str, hub: str) -> SignedHead:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    try:
        await log.append(readings(300))
        head = sign(await log.head(), KEY, NOON)
        await PostgresHeads(log).keep(head.stored())
        await log.append([_recorded(head)])
        return head
    finally:
        await log.close()


@pytest.fixture
def head(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> SignedHead:
    """A log with one signed head, found through the environment; nothing else is in the folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("SOMS_HUB", hub)
    monkeypatch.setenv("SOMS_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return asyncio.run(fill(postgres_url, hub))


def soms(*arguments: str, expect: int = 0, stdin: bytes | None = None) -> tuple[Any, str]:
    """What a command of `soms log` printed as JSON, and what it said beside."""
    done = CliRunner().invoke(app_of(["log"]), ["log", *arguments, "--json"], input=stdin)
    assert done.exit_code == expect, done.output
    return (json.loads(done.stdout) if done.stdout else None), done.stderr


def test_without_a_key_it_verifies_and_says_that_no_signature_was_checked(head: SignedHead) -> None:
    report, said = soms("verify")
    assert (report["ok"], report["events"], report["signatures_checked"]) == (True, 301, 0)
    assert "not checked" in said


def test_the_key_of_the_data_folder_is_taken_by_itself(head: SignedHead, tmp_path: Path) -> None:
    (tmp_path / "data" / "signing.pub").write_text(f"{KEY.verifier}\n")
    report, said = soms("verify")
    assert (report["ok"], report["signatures_checked"]) == (True, 2)
    assert said == ""


def test_another_key_is_not_the_one_that_signed(head: SignedHead, tmp_path: Path) -> None:
    key = tmp_path / "other.pub"
    key.write_text(f"{SigningKey.generate('soms/office').verifier}\n")
    report, _ = soms("verify", "--key", str(key), expect=1)
    assert report["first_damaged_position"] == 300
    key.write_text(f"{key.read_text()}{KEY.verifier}\n")
    assert soms("verify", "--key", str(key))[0]["ok"]


def test_heads_of_other_keys_than_the_data_folders_are_said_and_no_failure(
    head: SignedHead, tmp_path: Path
) -> None:
    other = f"{SigningKey.generate('soms/office').verifier}\n"
    (tmp_path / "data" / "signing.pub").write_text(other)
    report, said = soms("verify")
    assert (report["ok"], report["signatures_checked"], report["heads_unchecked"]) == (True, 0, 1)
    assert "1 head signed with keys not given: not checked" in said
    (tmp_path / "given.pub").write_text(other)
    report, _ = soms("verify", "--key", "given.pub", expect=1)
    assert "none of those given" in report["failures"][0]["reason"]


def test_an_export_is_verified_with_no_database(
    head: SignedHead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("key", str(KEY.verifier)), ("note", head.note)):
        (tmp_path / name).write_text(text)
    (tmp_path / "head").write_bytes(head.to_json())
    assert CliRunner().invoke(app_of(["log"]), ["log", "export", "file"]).exit_code == 0
    monkeypatch.delenv("DATABASE_URL")
    kept = ("--key", "key", "--head", "note", "--head", "head")
    report, _ = soms("verify", "--from", "file", *kept)
    assert (report["ok"], report["events"], report["signatures_checked"]) == (True, 301, 3)
    exported = (tmp_path / "file").read_bytes()
    assert soms("verify", "--from", "-", *kept, stdin=exported)[0]["ok"]
    (tmp_path / "file").write_bytes(exported.replace(b'"value":8.0', b'"value":9.0'))
    report, _ = soms("verify", "--from", "file", *kept, expect=1)
    assert report["first_damaged_position"] == 300


def test_an_export_is_verified_from_a_pipe_that_goes_by_a_name(
    head: SignedHead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(app_of(["log"]), ["log", "export", "file"]).exit_code == 0
    monkeypatch.delenv("DATABASE_URL")
    os.mkfifo("pipe")
    exported = (tmp_path / "file").read_bytes()
    with ThreadPoolExecutor() as beside:
        beside.submit((tmp_path / "pipe").write_bytes, exported)
        try:
            report, _ = soms("verify", "--from", "pipe")
        finally:
            # Where nobody has read the pipe, its writer still waits for somebody to open it.
            os.close(os.open("pipe", os.O_RDONLY | os.O_NONBLOCK))
    assert (report["ok"], report["events"]) == (True, 301)


def test_a_wrong_call_is_told_from_a_log_that_does_not_verify(
    head: SignedHead, tmp_path: Path
) -> None:
    (tmp_path / "noise").write_text("noise")
    for call in (
        ["--key", "noise"],
        ["--head", "noise"],
        ["--key", "none"],
        ["--from", "none"],
        ["--from", "data"],
    ):
        soms("verify", *call, expect=2)


def test_the_tiles_end_in_the_checkpoint_that_was_signed(head: SignedHead, tmp_path: Path) -> None:
    report, _ = soms("tiles", str(tmp_path / "tiles"))
    assert (report["size"], report["entries_left_out"]) == (300, [])
    assert (tmp_path / "tiles" / "checkpoint").read_text() == head.note
    assert (tmp_path / "tiles/tile/0/001.p/44").stat().st_size == 32 * 44
    assert (tmp_path / "tiles/tile/entries/000").is_file()
