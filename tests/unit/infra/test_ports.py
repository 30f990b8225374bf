"""Ports that tests and benches take for their parts."""

import socket
import subprocess
import sys

from infra.embedded.ports import free_port, is_free, keep

ASK = "import sys; from infra.embedded.ports import keep; sys.exit(keep([{port}]))"


def another_process_gets(port: int) -> bool:
    command = [sys.executable, "-c", ASK.format(port=port)]
    return bool(subprocess.run(command, timeout=30, check=False).returncode)


def test_a_port_that_was_given_out_goes_to_no_other_process() -> None:
    port = free_port()
    assert is_free(port)
    assert not another_process_gets(port)


def test_a_port_goes_to_others_when_the_process_that_kept_it_has_ended() -> None:
    port = next(port for port in range(9_000, 10_000) if is_free(port))
    assert another_process_gets(port)
    assert another_process_gets(port)


def test_a_port_is_given_out_once() -> None:
    port = free_port()
    assert not keep([port])


def test_a_port_that_somebody_listens_on_is_not_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert not keep([other.getsockname()[1]])
