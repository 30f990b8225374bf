"""R3 and R4 for messages: what was confirmed is in the log, what was accepted is there once."""

from collections import defaultdict
from uuid import UUID

import orjson

from events.devices import CommandFailed, CommandSucceeded, HeartbeatReceived
from events.envelope import Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START
from events.telemetry import ReadingRecorded
from projections.receipts import NUMBERED
from services.simulator.errors import InvariantBroken
from services.simulator.network import Packet
from services.simulator.reading import events_after, settled


class DeliveryWitness:
    """Knows what devices handed over, what the log holds of it, and what anybody was told."""

    def __init__(self, log: MemoryEventLog) -> None:
        self.checks = 0
        self._log = log
        self._accepted: dict[str, int] = {}
        self._recorded: defaultdict[str, set[int]] = defaultdict(set)
        self._answered: set[tuple[str, str]] = set()
        """Who answered which command."""
        self._facts: set[tuple[str, int, str, str]] = set()
        self._promised: defaultdict[str, int] = defaultdict(int)
        self._acknowledged: list[tuple[Packet, UUID]] = []
        self._position = START

    def accepted(self, boot: str, seq: int) -> None:
        """A device took on the message with this number."""
        self._accepted[boot] = seq

    def catch_up(self) -> None:
        """Look at what is new in the log."""
        for event in events_after(self._log, self._position):
            self._position = event.position
            if event.type in NUMBERED:
                self._observe_numbered(event)
            elif isinstance(event.data, CommandSucceeded | CommandFailed):
                self._answered.add((event.data.device, event.data.request_id))

    def _observe_numbered(self, event: Recorded) -> None:
        data = event.data
        assert isinstance(data, ReadingRecorded | HeartbeatReceived)
        if data.boot is None or data.seq is None:
            return
        channel = data.channel if isinstance(data, ReadingRecorded) else ""
        fact = (data.boot, data.seq, event.type, channel)
        if fact in self._facts:
            self._fail("R4", f"message {fact} became a second event")
        self._facts.add(fact)
        self._recorded[data.boot].add(data.seq)

    def acknowledged(self, packet: Packet, message_id: UUID) -> None:
        """The broker was told to forget a message: it must be in the log at this moment."""
        self.checks += 1
        boot, seq = _number_of(packet.payload)
        if self._holds(boot, seq) or settled(self._log.get(message_id)) is not None:
            return
        if not self._holds_answer(packet):
            self._fail("R3", f"{packet.topic} {packet.payload!r} was acknowledged, not recorded")

    def _holds_answer(self, packet: Packet) -> bool:
        """An answer to a command is known by what it answers, not by when it arrived."""
        levels = packet.topic.split("/")
        if levels[0] != "mcp":
            return False
        self.catch_up()
        return (levels[1], str(orjson.loads(packet.payload)["id"])) in self._answered

    def _holds(self, boot: str, seq: int) -> bool:
        if not boot:
            return False
        if seq not in self._recorded[boot]:
            self.catch_up()
        return seq in self._recorded[boot]

    def promised(self, topic: str, payload: bytes) -> None:
        """A device is told that everything up to a number is in the log."""
        receipt = orjson.loads(payload)
        boot, seq = receipt["boot"], receipt["seq"]
        for number in range(self._promised[boot] + 1, seq + 1):
            self.checks += 1
            if not self._holds(boot, number):
                self._fail("R3", f"{topic} confirms {boot}/{number}, which is not recorded")
        self._promised[boot] = max(self._promised[boot], seq)

    def finish(self) -> None:
        """The network has been well for long enough: everything accepted is in the log."""
        for boot, highest in self._accepted.items():
            missing = set(range(1, highest + 1)) - self._recorded[boot]
            if missing:
                self._fail("R3", f"messages {sorted(missing)[:5]} of {boot} never arrived")
        for boot, seqs in self._recorded.items():
            if boot not in self._accepted or max(seqs) > self._accepted[boot]:
                self._fail("R3", f"{boot} holds messages that no device sent")

    def _fail(self, rule: str, what: str) -> None:
        raise InvariantBroken(rule, what, self._position)


def _number_of(payload: bytes) -> tuple[str, int]:
    try:
        message = orjson.loads(payload)
    except ValueError:
        return "", 0
    if not isinstance(message, dict) or "boot" not in message:
        return "", 0
    return str(message["boot"]), int(message["seq"])
