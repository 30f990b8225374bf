"""Keys are copied beside the log, and put back; whoever was erased stays so."""

from pathlib import Path

import pytest

from tests.command import soms

KEYS = Path("people.keys")


@pytest.fixture(autouse=True)
def _people(filled_hub: str) -> None:
    """Two of them."""
    for name in ("alice", "bob"):
        assert soms("user", "add", name).status == 0


def names() -> list[str]:
    return [line.split()[3] for line in soms("user", "list").out.splitlines()]


def exported() -> None:
    assert soms("user", "keys", "export", str(KEYS)).status == 0


def test_the_copy_is_for_its_owner_only() -> None:
    exported()
    assert KEYS.stat().st_mode & 0o777 == 0o600
    assert len(KEYS.read_text().splitlines()) == 2


def test_a_moved_log_is_read_with_the_keys_that_came_along(
    monkeypatch: pytest.MonkeyPatch, hub: str
) -> None:
    exported()
    assert soms("log", "export", "office.ndjson").status == 0
    monkeypatch.setenv("SOMS_HUB", f"{hub}_moved")
    assert soms("log", "import", "office.ndjson").status == 0
    assert names() == ["-", "-"]
    assert soms("user", "keys", "import", str(KEYS)).status == 0
    assert names() == ["alice", "bob"]


def test_an_old_copy_brings_nobody_back_who_was_erased(
    monkeypatch: pytest.MonkeyPatch, hub: str
) -> None:
    exported()
    assert soms("user", "erase", "alice", "--yes").status == 0
    assert soms("log", "export", "office.ndjson").status == 0
    for there in (hub, f"{hub}_moved"):
        monkeypatch.setenv("SOMS_HUB", there)
        if there != hub:
            assert soms("log", "import", "office.ndjson").status == 0
        assert soms("user", "keys", "import", str(KEYS)).status == 0
        assert names() == ["-", "bob"]
        exported_again = Path(f"{there}.keys")
        assert soms("user", "keys", "export", str(exported_again)).status == 0
        assert len(exported_again.read_text().splitlines()) == 1


@pytest.mark.parametrize("line", ["", "{}", '{"key_id":"a","key":"c2hvcnQ="}', "[1]", "hunter2"])
def test_what_is_no_key_is_named_by_its_line_and_not_repeated(line: str) -> None:
    exported()
    with KEYS.open("a") as file:
        file.write(line + "\n")
    said = soms("user", "keys", "import", str(KEYS))
    assert (said.status, said.out) == (1, "")
    assert "line 3" in said.err
    assert "hunter2" not in said.err
