"""A log of a test's own, in a real database."""

from collections.abc import AsyncIterator

import pytest

from events.eventlog import PostgresEventLog
from tests.integration.eventlog.conftest import opened


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log
