"""A log of its own, and a stand-in for the model server."""

from collections.abc import AsyncIterator

import pytest

from events.eventlog import PostgresEventLog
from tests.integration.brain.standin import StandIn, standing_in
from tests.integration.eventlog.conftest import opened


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


@pytest.fixture
async def model() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        yield stand_in
