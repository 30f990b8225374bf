"""A device's side of "nothing that SOMS gave a receipt for is ever lost", in one file.

Copy it to a device: it runs on CPython and MicroPython and needs nothing else. A message that
`send` numbered is in the outbox file until its receipt came; it is published again after 10 s, a
reconnect or a restart, with its first `boot`, `seq` and `ts`, so that SOMS counts it once.
A full outbox refuses what is new (`send` returns 0): a number once given is never dropped.
"""

import json
import os
import time

try:
    from collections.abc import Callable
    from typing import IO, Any, Protocol
except ImportError:  # MicroPython: it does not evaluate annotations either
    Protocol = object  # type: ignore[assignment]  # only ever a base class there

RESEND_AFTER_S = 10
"""How long a message may be without a receipt before it is published again."""

OUTBOX_LIMIT = 65_536
"""Bytes of messages without a receipt, in RAM and in flash; the file is at most twice that long."""

WINDOW = 64
"""Messages on the air without a receipt, at most."""

CLOCK_IS_SET = 1_600_000_000
"""Earlier moments (in s since 1970) mean a clock that nobody has set: no `ts` is sent then."""


def unix_time() -> float:
    """Seconds since 1970, also on boards whose time begins in 2000."""
    return time.time() + (946_684_800 if time.gmtime(0)[0] == 2000 else 0)


class Transport(Protocol):
    """An MQTT client: umqtt, paho … It may raise `OSError` while there is no connection."""

    def publish(self, topic: str, payload: str) -> object: ...


class Message:
    """A numbered message, as it is published however often."""

    def __init__(self, boot: str, seq: int, topic: str, payload: str) -> None:
        self.boot = boot
        self.seq = seq
        self.topic = topic
        self.payload = payload
        self.line = json.dumps([boot, seq, topic, payload])


class Outbox:
    """Messages without a receipt, in an append-only file of JSON lines.

    A line is a message `[boot, seq, topic, payload]` or a receipt `[boot, seq]`. A line that a
    power cut tore is skipped; its message was not accepted yet. The file is rewritten beside
    itself and renamed when it holds mostly confirmed messages.
    """

    def __init__(self, path: str, limit: int = OUTBOX_LIMIT, durable: bool = True) -> None:
        self.path = path
        self.limit = limit
        self.durable = durable
        self.messages: list[Message] = []
        """Oldest first."""
        self.size = 0
        self.write_failures = 0
        self._torn = True
        """Whether the file may end within a line."""
        self._load()
        self._file = self._rewritten()

    def add(self, message: Message) -> bool:
        """Keep a message. False if it is not accepted, because the outbox is full."""
        if self.size + len(message.line) + 1 > self.limit:
            return False
        self._write(message.line)
        self._keep(message)
        return True

    def confirm(self, boot: str, seq: int) -> int:
        """Drop the messages of `boot` up to `seq`, and return how many there were."""
        before = len(self.messages)
        self._drop(boot, seq)
        dropped = before - len(self.messages)
        if dropped:
            self._write(json.dumps([boot, seq]))
        return dropped

    def close(self) -> None:
        self._file.close()

    def _keep(self, message: Message) -> None:
        self.messages.append(message)
        self.size += len(message.line) + 1

    def _drop(self, boot: str, seq: int) -> None:
        self.messages = [m for m in self.messages if m.boot != boot or m.seq > seq]
        self.size = sum([len(m.line) + 1 for m in self.messages])

    def _write(self, line: str) -> None:
        """Append a line; a failing disk costs the durability of a message, not the message."""
        data = line.encode() + b"\n"
        try:
            if self._torn:
                data = b"\n" + data
            self._torn = True
            self._file.write(data)
            self._flush(self._file)
            self._torn = False
        except OSError:
            self.write_failures += 1
            return
        self._written += len(data)
        if self._written + len(data) > 2 * self.limit:
            self._file.close()
            self._file = self._rewritten()

    def _flush(self, file: "IO[bytes]") -> None:
        file.flush()
        if not self.durable:
            return
        if hasattr(os, "fsync"):
            os.fsync(file.fileno())
        elif hasattr(os, "sync"):
            os.sync()

    def _load(self) -> None:
        """Take up what an earlier run left; a rename cut short leaves only the new file."""
        for path in (self.path, self.path + ".new"):
            try:
                file = open(path, "rb")  # noqa: SIM115  an error while it is read is none of these
            except OSError:
                continue
            confirmed: dict[str, int] = {}
            for line in file:
                self._load_line(line, confirmed)
            file.close()
            for boot, seq in confirmed.items():
                self._drop(boot, seq)
            return

    def _load_line(self, line: bytes, confirmed: "dict[str, int]") -> None:
        try:
            entry = json.loads(line.decode())
            if len(entry) == 2:
                confirmed[entry[0]] = entry[1]
            elif len(entry) == 4:
                self._keep(Message(*entry))
        except (ValueError, TypeError):
            pass

    def _rewritten(self) -> "IO[bytes]":
        """The file with nothing but what has no receipt; the old one stays until it is whole."""
        try:
            with open(self.path + ".new", "wb") as file:
                file.write("".join([m.line + "\n" for m in self.messages]).encode())
                self._flush(file)
            _replace(self.path + ".new", self.path)
            self._torn = False
        except OSError:
            self.write_failures += 1
        self._written = self.size
        return open(self.path, "ab")


def _names(topic: str, device: str) -> bool:
    """Whether everybody finds the device in the topic: `{root}/{zone}/{kind}/{device}/…`."""
    levels = topic.split("/")
    return levels[0] in ("soms", "mcp") or levels[3:4] == [device]


def _replace(new: str, old: str) -> None:
    if hasattr(os, "replace"):
        os.replace(new, old)
        return
    try:
        os.rename(new, old)
    except OSError:
        os.remove(old)
        os.rename(new, old)


class EdgeClient:
    """Numbers, keeps, publishes and repeats the messages of one device.

    Subscribe to `receipt_topic`, hand what arrives to `on_message`,
    call `connected` after every connect and `tick` about once a second.
    """

    def __init__(
        self,
        device: str,
        transport: Transport,
        outbox: Outbox,
        boot: str = "",
        clock: "Callable[[], float]" = unix_time,
        window: int = WINDOW,
    ) -> None:
        self.device = device
        self.boot = boot or os.urandom(4).hex()
        self.receipt_topic = "soms/edge/" + device + "/receipt"
        self.refused = 0
        """How many messages a full outbox did not take, since the start."""
        self._transport = transport
        self._outbox = outbox
        self._clock = clock
        self._window = window
        self._seq = 0
        self._sent: dict[tuple[str, int], float] = {}
        """When each message on the air was last published, by (boot, seq)."""

    @property
    def pending(self) -> int:
        """How many messages have no receipt."""
        return len(self._outbox.messages)

    def send(self, topic: str, values: "dict[str, Any]", ts: float = 0) -> int:
        """Number and publish a message; `ts` is when it was measured, by default now.

        Where the topic does not name the device, `device_id` says whose number it is.

        Returns its number, or 0 if the outbox is full and the message was not taken.
        """
        seq = self._seq + 1
        content = dict(values)
        moment = ts or self._clock()
        if moment >= CLOCK_IS_SET:
            content["ts"] = moment
        if not _names(topic, self.device):
            content["device_id"] = self.device
        content["boot"] = self.boot
        content["seq"] = seq
        message = Message(self.boot, seq, topic, json.dumps(content))
        if not self._outbox.add(message):
            self.refused += 1
            return 0
        self._seq = seq
        if self.pending <= self._window and len(self._sent) == self.pending - 1:
            self._publish(message, self._clock())
        else:
            self.tick()
        return self._seq

    def close(self) -> None:
        """Let go of the outbox's file."""
        self._outbox.close()

    def connected(self) -> None:
        """There is a new connection: nothing that was on the air before counts as sent."""
        self._sent = {}
        self.tick()

    def tick(self) -> None:
        """Publish, oldest first, what was never sent or has waited too long for its receipt."""
        now = self._clock()
        for message in self._outbox.messages[: self._window]:
            sent_at = self._sent.get((message.boot, message.seq))
            waits = sent_at is not None and 0 <= now - sent_at < RESEND_AFTER_S
            if not waits and not self._publish(message, now):
                return

    def _publish(self, message: Message, now: float) -> bool:
        """Put a message on the air. False if there is no connection."""
        try:
            self._transport.publish(message.topic, message.payload)
        except OSError:
            return False
        self._sent[(message.boot, message.seq)] = now
        return True

    def on_message(self, topic: str, payload: bytes) -> bool:
        """Take a receipt. False if the message is not a receipt for this device."""
        if topic != self.receipt_topic:
            return False
        try:
            receipt = json.loads(payload)
            boot, seq = receipt["boot"], int(receipt["seq"])
        except (ValueError, TypeError, KeyError):
            return False
        if self._outbox.confirm(boot, seq):
            self._forget(boot, seq)
            self.tick()
        return True

    def _forget(self, boot: str, seq: int) -> None:
        for key in [key for key in self._sent if key[0] == boot and key[1] <= seq]:
            del self._sent[key]
