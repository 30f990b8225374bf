"""Running offices for the end-to-end tests; each is shared by the tests of one module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.office import Office, free_offset, start


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office without its simulated devices: what is in its log, the test put there."""
    data: Path = tmp_path_factory.mktemp("office") / "soms"
    running = start(data, free_offset(), "--no-sim")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def living_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with its simulated devices and people, who wish for chores."""
    data: Path = tmp_path_factory.mktemp("living") / "soms"
    running = start(data, free_offset(), SOMS_EDGE_SCENARIO="chores")
    yield running
    assert running.stop() == 0
