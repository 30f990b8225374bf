"""Running offices for the end-to-end tests; each is shared by the tests of one module."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.office import Office, start

BASE_PORTS = (1883, 1889, 5432, 8000, 8001, 8003, 8004, 8080)


def free_offset(first: int) -> int:
    """A port offset at which the office's main ports are free.

    All stay below 32,768, from where on the system gives ports to whoever connects.
    """
    return next(
        offset for offset in range(first, first + 5_000, 100) if all(map(_free, _ports(offset)))
    )


def _ports(offset: int) -> list[int]:
    return [port + offset for port in BASE_PORTS]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office without its simulated devices: what is in its log, the test put there."""
    data: Path = tmp_path_factory.mktemp("office") / "soms"
    running = start(data, free_offset(19_000), "--no-sim")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def living_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with its simulated devices and people."""
    data: Path = tmp_path_factory.mktemp("living") / "soms"
    running = start(data, free_offset(9_000))
    yield running
    assert running.stop() == 0
