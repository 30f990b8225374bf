"""What `soms up` cannot do, it says before it has begun."""

import socket
import subprocess
from pathlib import Path

import pytest

from services.soms.addresses import Addresses
from tests.e2e.office import SOMS, environment, free_offset

PATIENCE_S = 30


@pytest.mark.parametrize("part", ["frontend", "wallet"])
def test_a_port_that_is_taken_is_named_before_anything_is_started(
    part: str, tmp_path: Path
) -> None:
    offset = free_offset()
    port = Addresses(offset).listening()[part]
    command = [SOMS, "up", "--data", str(tmp_path / "soms"), "--port-offset", str(offset)]
    with socket.create_server(("127.0.0.1", port)):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            env=environment(),
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"port {port} for the {part} is taken" in done.stderr
    assert not (tmp_path / "soms" / "postgres.log").exists(), "the database was started"
