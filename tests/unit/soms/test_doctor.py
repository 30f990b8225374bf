"""`soms doctor` finds what would stop `soms up`."""

import socket
from pathlib import Path

import pytest

from services.soms.addresses import Addresses
from services.soms.doctor_command import examine
from services.soms.findings import Finding
from tests.e2e.office import free_offset


def found(check: str, data: Path, port_offset: int = 0) -> Finding:
    (finding,) = (one for one in examine(data, port_offset) if one.check == check)
    return finding


@pytest.mark.parametrize(
    "part", ["database", "mqtt", "mqtt 5", "backend", "mock_llm", "wallet", "frontend"]
)
def test_a_port_that_is_taken_is_found_whichever_part_it_is_for(part: str, tmp_path: Path) -> None:
    offset = free_offset()
    assert found(part, tmp_path, offset).verdict == "ok"
    with socket.create_server(("127.0.0.1", Addresses(offset).listening()[part])):
        assert found(part, tmp_path, offset).verdict == "warning"


def test_a_folder_that_does_not_exist_yet_is_no_problem(tmp_path: Path) -> None:
    assert found("disk", tmp_path / "new" / "soms").verdict != "problem"


@pytest.mark.parametrize("place", ["/dev/null/x", "/dev/null"])
def test_a_place_where_no_folder_can_be_is_a_problem(place: str) -> None:
    assert found("disk", Path(place)) == Finding("disk", "problem", "/dev/null is not a folder")


def test_a_folder_that_may_not_be_written_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write everywhere, so the answer of the system is given here.
    monkeypatch.setattr("os.access", lambda *_: False)
    assert found("disk", tmp_path / "new").verdict == "problem"
