"""A broker of each kind, for one test each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.broker import EmbeddedBroker
from tests.integration.mqtt.brokers import KINDS, running_broker


@pytest.fixture(params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBroker]:
    with running_broker(request.param, tmp_path) as broker:
        yield broker
