"""The simulated recorder: from the broker to the log, acknowledged after the commit (R3).

It translates with the real dialects and folds receipts with the real projection; what is simulated
is only the process around them, which may crash between any two steps.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import orjson

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.eventlog.memory import MemoryEventLog
from events.telemetry import ReadingRecorded
from handlers.dialects import Translator
from handlers.dialects.message import Message
from projections.receipts import DeviceReceipts
from services.simulator.chance import Danger
from services.simulator.fold import Fold
from services.simulator.network import Broker, Packet, VirtualClock
from services.simulator.reading import settled

BATCH_SIZE = 500

Acknowledged = Callable[[Packet, UUID], None]
Receipt = Callable[[str, bytes], None]


def arrival_id(number: int) -> UUID:
    """The UUIDv7 of a broker's packet: a packet that comes again gets the id that it had."""
    return UUID(int=7 << 76 | 2 << 62 | number)


class Recorder:
    """Takes what the broker owes, appends it, acknowledges it, sends receipts."""

    def __init__(
        self,
        log: MemoryEventLog,
        broker: Broker,
        translator: Translator,
        clock: VirtualClock,
        danger: Danger,
    ) -> None:
        self.log = log
        self.broker = broker
        self.danger = danger
        self.acknowledged: Acknowledged = lambda _packet, _message_id: None
        self.send_receipt: Receipt = lambda _topic, _payload: None
        self._translator = translator
        self._clock = clock
        self._receipts = Fold(log, DeviceReceipts())

    def step(self) -> None:
        packets = self.broker.deliver(BATCH_SIZE)
        if packets:
            messages = [self._message(packet) for packet in packets]
            events = [event for m in messages for event in self._translator.translate(m)]
            self.record(packets, messages, events)
            self.danger.point()
            self._send_receipts(events)

    def record(
        self, packets: Sequence[Packet], messages: Sequence[Message], events: Sequence[Event]
    ) -> None:
        """Commit, then acknowledge."""
        self.danger.point()
        settled(self.log.append(events))
        self.danger.point()
        self.acknowledge(packets, messages)

    def acknowledge(self, packets: Sequence[Packet], messages: Sequence[Message]) -> None:
        for packet, message in zip(packets, messages, strict=True):
            self.broker.acknowledge(packet)
            self.acknowledged(packet, message.id)
            self.danger.point()

    def restart(self) -> None:
        self.broker.session_resumed()
        self._receipts.restart()

    def _message(self, packet: Packet) -> Message:
        message_id = arrival_id(packet.number)
        received_at = datetime.fromtimestamp(self._clock.now, UTC)
        return Message(message_id, packet.topic, packet.payload, received_at)

    def _send_receipts(self, events: Sequence[Event]) -> None:
        self._receipts.catch_up()
        for device, boot_name in _heard(events):
            known = self._receipts.state.get(device)
            boot = known.of(boot_name) if known else None
            if boot is not None and boot.contiguous:
                receipt = orjson.dumps({"boot": boot_name, "seq": boot.contiguous})
                self.send_receipt(f"soms/edge/{device}/receipt", receipt)


def _heard(events: Sequence[Event]) -> dict[tuple[str, str], None]:
    """The devices and boots of numbered events, each once, in order."""
    return {
        (event.subject.name, event.data.boot): None
        for event in events
        if isinstance(event.data, ReadingRecorded | HeartbeatReceived) and event.data.boot
    }
