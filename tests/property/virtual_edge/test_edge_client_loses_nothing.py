"""Whatever is lost, doubled, reordered or cut, an accepted reading waits until it is logged."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.virtual_edge.edge_client import RESEND_AFTER_S, EdgeClient, Outbox

LIMIT = 1_500


class LossyAir:
    def __init__(self) -> None:
        self.up = True
        self.flying: list[dict[str, Any]] = []

    def publish(self, _topic: str, payload: str) -> None:
        if not self.up:
            raise OSError("no connection")
        self.flying.append(json.loads(payload))


class EdgeAndLog(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "outbox"
        self.air = LossyAir()
        self.now = 1_790_000_000.0
        self.boots = 0
        self.values = 0
        self.accepted: set[tuple[str, int, int]] = set()
        self.log: set[tuple[str, int, int]] = set()
        self.start()

    def start(self) -> None:
        self.boots += 1
        outbox = Outbox(str(self.path), LIMIT, durable=False)
        boot = f"b{self.boots}"
        self.client = EdgeClient("d", self.air, outbox, boot, lambda: self.now, window=8)

    def teardown(self) -> None:
        self.air.up = True
        for _ in range(200):
            self.now += RESEND_AFTER_S
            self.client.tick()
            while self.air.flying:
                self.arrive(self.air.flying.pop(0))
            self.give_receipts()
        assert self.log == self.accepted
        assert self.client.pending == 0
        self.folder.cleanup()

    def arrive(self, message: dict[str, Any]) -> None:
        self.log.add((message["boot"], message["seq"], message["value"]))

    def give_receipts(self) -> None:
        for number in range(1, self.boots + 1):
            boot = f"b{number}"
            seen = {seq for other, seq, _ in self.log if other == boot}
            complete = next(n for n in range(1, len(seen) + 2) if n not in seen) - 1
            payload = json.dumps({"boot": boot, "seq": complete}).encode()
            self.client.on_message(self.client.receipt_topic, payload)

    @rule()
    def measure(self) -> None:
        self.values += 1
        number = self.client.send("t", {"value": self.values})
        if number:
            self.accepted.add((self.client.boot, number, self.values))

    @rule(at=st.integers(0, 1_000), keep=st.booleans())
    def deliver_any(self, at: int, keep: bool) -> None:
        if self.air.flying:
            index = at % len(self.air.flying)
            self.arrive(self.air.flying[index])
            if not keep:
                del self.air.flying[index]

    @rule(at=st.integers(0, 1_000))
    def lose_any(self, at: int) -> None:
        if self.air.flying:
            del self.air.flying[at % len(self.air.flying)]

    @rule()
    def receipts(self) -> None:
        self.give_receipts()

    @rule(seconds=st.sampled_from([-100, 1, 5, 10, 3600]))
    def wait(self, seconds: int) -> None:
        self.now += seconds
        self.client.tick()

    @rule(up=st.booleans())
    def connection(self, up: bool) -> None:
        self.air.up = up
        if up:
            self.client.connected()

    @rule(torn=st.sampled_from([b"", b"[", b'["b1", 1', b'["b1", 77, "t", "{']))
    def power_cut(self, torn: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(torn)
        self.start()

    @invariant()
    def what_is_not_in_the_log_is_in_the_outbox(self) -> None:
        kept = {(m.boot, m.seq) for m in self.client._outbox.messages}
        assert all((boot, seq) in kept for boot, seq, _ in self.accepted - self.log)

    @invariant()
    def the_file_is_bounded(self) -> None:
        assert self.path.stat().st_size <= 2 * LIMIT + 100


EdgeAndLog.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestEdgeAndLog = EdgeAndLog.TestCase
