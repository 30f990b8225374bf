"""Encrypted, both sides certified: as the settings say it, against a real broker."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.errors import BusUnavailable
from events.mqtt import MqttBus
from infra.embedded import process
from infra.embedded.broker import find_mosquitto
from infra.embedded.ports import free_port
from services.bus import broker_of
from services.settings import Settings
from tests.integration.mqtt.brokers import connected, received
from tests.integration.mqtt.certificates import Authority

CONFIGURATION = """\
listener {port} 127.0.0.1
cafile {ca}
certfile {cert}
keyfile {key}
require_certificate true
allow_anonymous true
user root
"""


class Encrypted:
    """A broker that lets in whom its authority vouches for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.authority = Authority(folder)
        self.client = self.authority.vouch_for("client")

    def command(self) -> list[str]:
        program = find_mosquitto()
        if program is None:
            pytest.skip("mosquitto is not installed on this machine")
        own = self.authority.vouch_for("broker")
        ca = self.authority.pair.cert
        text = CONFIGURATION.format(port=self.port, ca=ca, cert=own.cert, key=own.key)
        (self.folder / "mosquitto.conf").write_text(text)
        return [program, "-c", str(self.folder / "mosquitto.conf")]

    def settings(self, **exceptions: Any) -> Settings:
        ours: dict[str, Any] = {
            "MQTT_PORT": self.port,
            "MQTT_TLS_CA": self.authority.pair.cert,
            "MQTT_TLS_CERT": self.client.cert,
            "MQTT_TLS_KEY": self.client.key,
        }
        return Settings(**(ours | exceptions))


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    broker = Encrypted(tmp_path)
    running = subprocess.Popen(broker.command(), stderr=subprocess.DEVNULL)
    try:
        while not process.listening(broker.port):
            assert running.poll() is None, "mosquitto did not start"
        yield broker
    finally:
        running.kill()
        running.wait()


async def test_a_certified_service_publishes_and_receives(encrypted: Encrypted) -> None:
    async with connected(broker_of(encrypted.settings()), "x") as bus:
        await bus.subscribe(["a"])
        await bus.publish("a", b"secret" * 50_000)
        (delivery,) = await received(bus, 1)
        assert delivery.payload == b"secret" * 50_000


async def test_without_a_certificate_nobody_comes_in(encrypted: Encrypted) -> None:
    bare = encrypted.settings(MQTT_TLS_CERT=None, MQTT_TLS_KEY=None)
    with pytest.raises(BusUnavailable):
        await MqttBus.connect(broker_of(bare), client_id="x")


async def test_a_certificate_of_another_authority_does_not_count(
    encrypted: Encrypted, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "stranger").vouch_for("impostor")
    wrong = encrypted.settings(MQTT_TLS_CERT=stranger.cert, MQTT_TLS_KEY=stranger.key)
    with pytest.raises(BusUnavailable):
        await MqttBus.connect(broker_of(wrong), client_id="x")


async def test_a_broker_that_our_authority_does_not_know_is_not_spoken_to(
    encrypted: Encrypted, tmp_path: Path
) -> None:
    other = Authority(tmp_path, "other").pair.cert
    with pytest.raises(BusUnavailable, match="certificate verify failed"):
        await MqttBus.connect(broker_of(encrypted.settings(MQTT_TLS_CA=other)), client_id="x")


async def test_in_the_clear_nobody_comes_in(encrypted: Encrypted) -> None:
    clear = encrypted.settings(MQTT_TLS_CA=None, MQTT_TLS_CERT=None, MQTT_TLS_KEY=None)
    with pytest.raises(BusUnavailable):
        await MqttBus.connect(broker_of(clear), client_id="x")
