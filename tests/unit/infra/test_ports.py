"""Ports that tests and benches take for their parts."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.embedded.ports import free_port, is_free, keep

TAKE = "from infra.embedded.ports import free_port; print(free_port())"
KEEP = "from infra.embedded.ports import keep; print(keep([{port}]))"


def another_process_says(program: str) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, timeout=30, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_port_that_was_given_out_goes_to_no_other_process() -> None:
    port = free_port()
    assert is_free(port)
    assert another_process_says(KEEP.format(port=port)) == "False"


def test_a_port_is_free_again_when_the_process_that_kept_it_has_ended() -> None:
    assert keep([int(another_process_says(TAKE))])


def test_a_port_is_given_out_once() -> None:
    port = free_port()
    assert not keep([port])


def test_a_port_that_somebody_listens_on_is_not_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert not keep([other.getsockname()[1]])


def test_a_book_of_ports_that_cannot_be_opened_is_no_port_that_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"soms-ports-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(subprocess.CalledProcessError) as failed:
        another_process_says(TAKE)
    assert "soms-ports" in failed.value.stderr
