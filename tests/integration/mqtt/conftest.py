"""A running broker of each kind, for one test each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.mqtt.brokers import BrokerProcess, Mosquitto, Rumqttd, mosquitto_missing


@pytest.fixture(params=[Mosquitto, Rumqttd], ids=["mosquitto", "rumqttd"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerProcess]:
    if request.param is Mosquitto and mosquitto_missing():
        pytest.skip("the mosquitto binary is not installed")
    process: BrokerProcess = request.param(tmp_path)
    process.start()
    yield process
    process.stop()
