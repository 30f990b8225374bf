"""The devices' ends of the network: each with its edge client and its outbox on disk."""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from services.virtual_edge.device import Said
from services.virtual_edge.edge_client import EdgeClient, Outbox, Transport

OUTBOX_LIMIT = 4 * 1024 * 1024
"""Bytes per device: about ten hours of the busiest one."""

WINDOW = 256


def random_boot(_device: str) -> str:
    """Names a start of a device differently each time."""
    return os.urandom(4).hex()


class Fleet:
    """Publishes what devices say: numbered messages through their clients, others as they are."""

    def __init__(
        self,
        outboxes: Path,
        transport: Transport,
        publish_frame: Callable[[str, bytes], None],
        clock: Callable[[], float],
        boots: Callable[[str], str] = random_boot,
    ) -> None:
        outboxes.mkdir(parents=True, exist_ok=True)
        self._outboxes = outboxes
        self._transport = transport
        self._publish_frame = publish_frame
        self._clock = clock
        self._boots = boots
        self._clients: dict[str, EdgeClient] = {}
        for left_over in sorted(outboxes.glob("*.outbox")):
            self._client(left_over.stem)

    @property
    def pending(self) -> int:
        """How many messages have no receipt yet, over all devices."""
        return sum(client.pending for client in self._clients.values())

    @property
    def receipt_topics(self) -> list[str]:
        return [client.receipt_topic for client in self._clients.values()]

    def add(self, devices: Iterable[str]) -> None:
        for device in devices:
            self._client(device)

    def publish(self, said: Said) -> tuple[str, int] | None:
        """Publish; the boot and number that the message was given, if it was given one."""
        if said.numbered and not isinstance(said.values, bytes):
            client = self._client(said.device)
            seq = client.send(said.topic, dict(said.values), self._clock())
            return (client.boot, seq) if seq else None
        with suppress(OSError):
            if isinstance(said.values, bytes):
                self._publish_frame(said.topic, said.values)
            else:
                self._transport.publish(said.topic, json.dumps(said.values))
        return None

    def restart(self, device: str) -> None:
        """The device loses its power for a moment: only its outbox is left."""
        client = self._clients.pop(device, None)
        if client is not None:
            client.close()
            self._client(device).connected()

    @property
    def devices(self) -> list[str]:
        return list(self._clients)

    def connected(self) -> None:
        for client in self._clients.values():
            client.connected()

    def tick(self) -> None:
        """Send again what is overdue; called about once a second."""
        for client in self._clients.values():
            if client.pending:
                client.tick()

    def take(self, topic: str, payload: bytes) -> None:
        """Hand a receipt to the device that it is for."""
        client = self._clients.get(topic.split("/")[2])
        if client is not None:
            client.on_message(topic, payload)

    def _client(self, device: str) -> EdgeClient:
        if device not in self._clients:
            path = self._outboxes / f"{device}.outbox"
            outbox = Outbox(str(path), OUTBOX_LIMIT, durable=False)
            self._clients[device] = EdgeClient(
                device, self._transport, outbox, self._boots(device), self._clock, WINDOW
            )
        return self._clients[device]
