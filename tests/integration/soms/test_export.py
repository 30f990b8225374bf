"""An export is whole and true, or there is none; what was there before stays until then."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from tests.command import soms
from tests.integration.soms.conftest import EVENTS

pytestmark = pytest.mark.usefixtures("filled_hub")
ARCHIVE = Path("office.ndjson")


def tamper(url: str, hub: str) -> None:
    """As the owner, who can switch the triggers off."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO hub_{hub}")
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE events SET data = '{\"task\":99}' WHERE position = 5")


def trailer(text: str) -> dict[str, object]:
    last: dict[str, object] = json.loads(text.splitlines()[-1])
    return last


def test_a_tampered_log_is_not_exported(postgres_url: str, hub: str) -> None:
    tamper(postgres_url, hub)
    assert soms("log", "verify").status == 1
    said = soms("log", "export", str(ARCHIVE))
    assert said.status == 1
    assert "log damaged" in said.err
    assert list(Path().iterdir()) == []


def test_of_a_tampered_log_a_stream_is_cut_off(postgres_url: str, hub: str) -> None:
    tamper(postgres_url, hub)
    said = soms("log", "export")
    assert (said.status, len(said.out.splitlines())) == (1, 1 + EVENTS)
    Path("stream").write_text(said.out)
    imported = soms("log", "import", "stream", "--hub", f"{hub}_copy")
    assert imported.status == 1
    assert "cut off" in imported.err


def test_an_export_that_fails_leaves_the_file_that_it_was_to_replace(
    postgres_url: str, hub: str
) -> None:
    assert soms("log", "export", str(ARCHIVE)).status == 0
    ARCHIVE.chmod(0o600)
    before = ARCHIVE.read_bytes()
    tamper(postgres_url, hub)
    assert soms("log", "export", str(ARCHIVE)).status == 1
    assert ARCHIVE.read_bytes() == before
    assert list(Path().iterdir()) == [ARCHIVE]


def test_an_export_replaces_a_file_and_keeps_its_mode() -> None:
    ARCHIVE.write_text("older")
    ARCHIVE.chmod(0o600)
    assert soms("log", "export", str(ARCHIVE)).status == 0
    assert trailer(ARCHIVE.read_text())["events"] == EVENTS
    assert ARCHIVE.stat().st_mode & 0o777 == 0o600
    assert list(Path().iterdir()) == [ARCHIVE]


def test_a_pipe_that_goes_by_a_name_is_written_to_as_it_is() -> None:
    # As the shell gives /dev/stdout, or the name of a >(command), whose link leads to no file.
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe:
        said = soms("log", "export", f"/dev/fd/{writing}")
        os.close(writing)
        assert said.status == 0, said.err
        assert trailer(pipe.read())["events"] == EVENTS


def test_what_is_no_file_is_written_to_as_it_is() -> None:
    assert soms("log", "export", "/dev/null").status == 0
    Path("link").symlink_to(ARCHIVE)
    assert soms("log", "export", "link").status == 0
    assert Path("link").is_symlink()
    assert trailer(ARCHIVE.read_text())["events"] == EVENTS


@pytest.mark.parametrize("until", [str(EVENTS), "99999999", "9" * 23])
def test_an_export_ends_at_the_head_at_the_latest(until: str) -> None:
    assert soms("log", "export", "--until", until).out == soms("log", "export").out


def test_an_export_of_nothing_is_a_file_without_events() -> None:
    said = soms("log", "export", "--until", "0")
    assert trailer(said.out)["events"] == 0
