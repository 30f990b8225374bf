"""Brokers as processes of their own, so that a test can kill one and start it again."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from events.mqtt import Broker
from events.mqtt.broker import Protocol

_EMBEDDED = """
import sys
from iotcore.iotcore import IotCoreBroker
IotCoreBroker(config_path=sys.argv[1]).run_forever()
"""

_LISTENER = """
[{name}]
name = "{name}"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
    [{name}.connections]
    connection_timeout_ms = 5000
    max_payload_size = 1048576
    max_inflight_count = 1000
    dynamic_filters = true
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BrokerProcess:
    """A broker that can be stopped, killed and started again on the same ports."""

    keeps_sessions: bool
    """Whether sessions outlive the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.v5_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def client(self, protocol: Protocol = "5") -> Broker:
        return Broker(port=self.v5_port if protocol == "5" else self.port, protocol=protocol)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(), cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not all(_listening(port) for port in {self.port, self.v5_port}):
            assert time.monotonic() < deadline, "the broker did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)


class Mosquitto(BrokerProcess):
    keeps_sessions = True
    anonymous = "true"

    def command(self) -> list[str]:
        self.v5_port = self.port
        configuration = self.folder / "mosquitto.conf"
        configuration.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous {self.anonymous}\npersistence true\n"
            f"persistence_location {self.folder}/\nmax_queued_messages 0\nuser root\n"
        )
        return [_binary(), "-c", str(configuration)]


class ClosedMosquitto(Mosquitto):
    """One that lets nobody in."""

    anonymous = "false"


class Rumqttd(BrokerProcess):
    keeps_sessions = False

    def command(self) -> list[str]:
        configuration = self.folder / "rumqttd.toml"
        configuration.write_text(
            "id = 0\n[router]\nid = 0\nmax_connections = 100\nmax_outgoing_packet_count = 1000\n"
            "max_segment_size = 10485760\nmax_segment_count = 10\n"
            + _LISTENER.format(name="v4.1", port=self.port)
            + _LISTENER.format(name="v5.1", port=self.v5_port)
        )
        return [sys.executable, "-c", _EMBEDDED, str(configuration)]


def _binary() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    assert found is not None
    return found


def mosquitto_missing() -> bool:
    return not (shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin"))


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
