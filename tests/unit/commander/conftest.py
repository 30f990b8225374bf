"""An office for each test."""

import pytest

from tests.unit.commander.office import Office


@pytest.fixture
def office() -> Office:
    return Office()
