"""A device's client, the translator and the receipts, joined by a network that loses nothing."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.telemetry import ReadingRecorded
from handlers.dialects import Message, Translator
from projections.projection import State
from projections.receipts import Receipts, count_in
from services.virtual_edge.edge_client import EdgeClient, Outbox
from tests.unit.dialects.speaking import NOW, TRANSLATOR

WINDOW = 4


class Delivering:
    """The device `cam9`; what it sends is translated, counted, and gets its receipt."""

    def __init__(self, folder: Path, translator: Translator = TRANSLATOR) -> None:
        self.events: list[Event] = []
        self._translator = translator
        self._flying: list[tuple[str, str]] = []
        self._receipts: State[Receipts] = State()
        outbox = Outbox(str(folder / "outbox"), 1 << 24, durable=False)
        self.client = EdgeClient("cam9", self, outbox, "b1", NOW.timestamp, WINDOW)

    def publish(self, topic: str, payload: str) -> None:
        self._flying.append((topic, payload))

    def send(self, topic: str, values: dict[str, Any]) -> None:
        self.client.send(topic, values)
        self._deliver()

    def _deliver(self) -> None:
        while self._flying:
            topic, payload = self._flying.pop(0)
            self._count(self._translator.translate(Message(uuid4(), topic, payload.encode(), NOW)))
            self._give_receipt()

    def _count(self, events: Sequence[Event]) -> None:
        self.events += events
        for event in events:
            data = event.data
            if isinstance(data, ReadingRecorded | HeartbeatReceived) and data.boot and data.seq:
                count_in(self._receipts, event.subject.name, data.boot, data.seq, event.time)

    def _give_receipt(self) -> None:
        receipts = self._receipts.get("cam9")
        if receipts is not None and (boot := receipts.of("b1")) is not None:
            receipt = json.dumps({"boot": "b1", "seq": boot.contiguous}).encode()
            self.client.on_message(self.client.receipt_topic, receipt)
