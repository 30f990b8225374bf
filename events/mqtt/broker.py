"""Where the broker is, who we are to it, and what it is to say when we are gone."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from events.mqtt.topic import Topic

Protocol = Literal["5", "3.1.1"]

RECEIVE_MAXIMUM = 4_096
"""Unacknowledged deliveries that we let the broker send; above any batch that we take."""

LARGEST_PACKET = 1_048_576
"""Bytes of a packet that a broker takes, where it does not say itself; as our own are set up."""

KEEPALIVE_S = 30
CONNECT_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Tls:
    """How the connection is encrypted and, with `cert` and `key`, how we prove who we are."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca)
        if self.cert is not None:
            context.load_cert_chain(self.cert, self.key)
        return context


@dataclass(frozen=True, slots=True)
class Broker:
    """An MQTT broker and the account to use there."""

    host: str = "127.0.0.1"
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    protocol: Protocol = "5"
    tls: Tls | None = None
    largest_packet: int = LARGEST_PACKET
    """Bytes; what the broker announces (MQTT 5) goes before it."""


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker publishes for us if the connection is lost, and what we say until then."""

    topic: Topic
    payload: bytes
    retain: bool = True
    birth: bytes | None = None
    """Published under the same topic whenever a connection is made."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the broker keeps for us: under which name, for how long, how much unacknowledged."""

    client_id: str
    expiry_s: int = 0
    """Seconds for which the broker keeps the session after a loss; 0 is a fresh one each time."""
    receive_maximum: int = RECEIVE_MAXIMUM
    keepalive_s: int = KEEPALIVE_S
    will: Will | None = None

    @property
    def kept(self) -> bool:
        return self.expiry_s > 0
