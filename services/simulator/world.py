"""The simulated world: office, network, broker and processes, one second at a time.

Everything that happens follows from the seed. Processes take turns and may crash; what is watched
is in `witness`.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

from events.devices import TrustChanged
from events.envelope import Event
from handlers.device_commands import device_subject
from projections.receipts import DeviceReceipts
from services.simulator.chance import CALM, Chance, Danger, Hazards
from services.simulator.commanding import Commanding
from services.simulator.desk import Desk
from services.simulator.errors import Crashed
from services.simulator.network import Broker, Link, VirtualClock
from services.simulator.parts import Parts
from services.simulator.people import People
from services.simulator.projector import Projector
from services.simulator.reactor import ReactorProcess
from services.simulator.reading import settled
from services.simulator.recorder import Recorder
from services.simulator.thinking import Thinking
from services.simulator.timers import TimerProcess
from services.simulator.wallet import Wallet
from services.virtual_edge import mcp
from services.virtual_edge.device import Said
from services.virtual_edge.fleet import Fleet
from services.virtual_edge.office import Office
from services.virtual_edge.scenarios import Scenario

CALL_EVERY_S = 300
"""On average, between two calls of a device's tool."""

CALLS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("aqua_01", "set_lights", {"state": "off"}),
    ("aqua_01", "feed_fish", {}),
    ("hydro_01", "dose_ph_down", {"amount_ml": 1.5}),
    ("hydro_01", "dose_ph_down", {"amount_ml": -1}),
    ("swarm_hub_01", "get_swarm_status", {}),
    ("sensor_01", "make_coffee", {}),
)

GARBAGE_TOPICS = (
    "office/main/sensor/broken_01/temperature",
    "office/main/occupancy",
    "hydro/lettuce_raft/status",
    "soms/swarm/swarm_hub_01/frame",
    "office/nowhere",
)

TURNS = 0.2
"""The share of processes that get to work in a second."""

Process = (
    Recorder | Projector | ReactorProcess | TimerProcess | Desk | Wallet | Thinking | Commanding
)

_TRUST = UUID("1c9d6a53-0f0b-5b7e-9c60-5b2a9f5c7c11")
"""Of the ids of the operator's words about devices."""


class World:
    """All parts, joined; `step` lets a second pass."""

    def __init__(
        self,
        seed: int,
        start: int,
        parts: Parts,
        hazards: Hazards,
        scenario: Scenario,
        outboxes: Path,
    ) -> None:
        self.clock = VirtualClock(start)
        self.log = parts.log(now=lambda: datetime.fromtimestamp(self.clock.now, UTC))
        self.office = Office(seed, start, scenario)
        self.broker = Broker()
        self.hazards = hazards
        self._chance = Chance(seed, "world")
        self._ids = Chance(seed, "ids")
        self._starts: Counter[str] = Counter()
        self.told: Callable[[str, bytes], None] = lambda _topic, _payload: None
        self._join_network(seed, outboxes)
        self._start_processes(seed, parts)

    def _join_network(self, seed: int, outboxes: Path) -> None:
        self.uplink = Link(seed, "up", self.clock, self.broker.receive)
        self.fleet = Fleet(outboxes, self.uplink, self.uplink.send, self.clock, self._next_boot)
        self.downlink = Link(seed, "down", self.clock, self.fleet.take)
        self.uplink.hazards = self.downlink.hazards = self.hazards
        self.fleet.add(self.office.numbered_devices)

    def _start_processes(self, seed: int, parts: Parts) -> None:
        def danger(process: str) -> Danger:
            return Danger(seed, process, self.hazards.crash)

        log = self.log
        self.recorder = parts.recorder(
            log, self.broker, parts.translator(), self.clock, danger("recorder")
        )
        self.recorder.send_receipt = self.send_receipt
        self.projectors = [parts.projector(log, p, danger(p.name)) for p in parts.projections]
        self.reactors = [parts.reactor_process(log, r, danger(r.name)) for r in parts.reactors]
        rows = {projector.projection.name: projector.rows for projector in self.projectors}
        receipts = rows.get(DeviceReceipts.name, {})
        self.timers = TimerProcess(log, receipts, self.clock, danger("timers"))
        numbers = (1, 2) if self.hazards.second_instances else (1,)
        self.desks = [Desk(log, parts.deciding, danger(f"desk {n}")) for n in numbers]
        self.wallets = [Wallet(log, parts.deciding, danger(f"wallet {n}")) for n in numbers]
        self.thinking = Thinking(
            log, parts.model, parts.thinks_s, self.clock, danger("thinking"), seed
        )
        self.commanding = Commanding(log, self._obey, self.clock, danger("commanding"))
        self._trust_the_devices()
        self.people = People(seed, self.desks, self.wallets, self.clock)
        self._processes: list[Process] = [
            self.recorder,
            *self.projectors,
            *self.reactors,
            self.timers,
            *self.desks,
            *self.wallets,
            self.thinking,
            self.commanding,
        ]

    @property
    def crashes(self) -> int:
        return sum(process.danger.crashes for process in self._processes)

    @property
    def idle(self) -> bool:
        """Nothing is on its way any more."""
        links = (self.uplink, self.downlink)
        return self.fleet.pending == 0 and self.broker.idle and all(link.idle for link in links)

    def step(self, utterances: Sequence[Said]) -> list[tuple[str, int]]:
        """Let a second pass in which devices say this; the numbers that they accepted."""
        self.clock.now += 1
        numbers = [number for said in utterances if (number := self.fleet.publish(said))]
        self._meet_hazards()
        self.fleet.tick()
        self.uplink.deliver()
        for process in self._turns():
            self._run(process)
        self.downlink.deliver()
        return numbers

    def heal(self) -> None:
        """From now on, nothing goes wrong."""
        self.hazards = self.uplink.hazards = self.downlink.hazards = CALM
        for process in self._processes:
            process.danger.end()

    def let_people_act(self) -> None:
        """Before the second passes: they tap, wish and give; now and then they call a tool."""
        self.people.step()
        self._call_a_tool()

    def _call_a_tool(self) -> None:
        """Now and then somebody calls a device; its answer is published like everything else."""
        if not self._chance.happens(1 / CALL_EVERY_S):
            return
        device, tool, arguments = self._chance.random.choice(CALLS)
        request_id = str(UUID(int=self._ids.random.getrandbits(128), version=4))
        call = {"name": tool, "arguments": arguments}
        request = {"jsonrpc": "2.0", "method": "call_tool", "params": call, "id": request_id}
        self._perform(f"mcp/{device}/request/call_tool", json.dumps(request).encode())

    def _obey(self, topic: str, payload: bytes) -> None:
        """What the commander sends reaches its device, under the eyes of whoever watches."""
        self.told(topic, payload)
        self._perform(topic, payload)

    def _perform(self, topic: str, payload: bytes) -> None:
        """A device does what it is told, and answers over the network."""
        answer = mcp.answer(self.office.devices, topic, payload)
        if answer is not None:
            self.uplink.publish(answer.topic, json.dumps(answer.body))

    def _trust_the_devices(self) -> None:
        """The office's operator vouches for them from the first moment on."""
        said = [
            Event(
                id=uuid5(_TRUST, name),
                data=TrustChanged(device=name, trusted=True),
                source="/services/backend",
                subject=device_subject(name),
                time=datetime.fromtimestamp(self.clock.now, UTC),
            )
            for name in self.office.devices
        ]
        settled(self.log.append(said))

    def send_receipt(self, topic: str, payload: bytes) -> None:
        """The broker keeps the receipt and passes it on."""
        self.broker.retained[topic] = payload
        self.downlink.send(topic, payload)

    def _turns(self) -> list[Process]:
        """Who gets to work in this second, in any order."""
        drawn = self._chance.random.random
        turns = [(drawn(), place) for place in range(len(self._processes)) if drawn() < TURNS]
        return [self._processes[place] for _, place in sorted(turns)]

    def _run(self, process: Process) -> None:
        try:
            process.step()
        except Crashed:
            process.restart()

    def _meet_hazards(self) -> None:
        hazards, chance = self.hazards, self._chance
        if chance.happens(hazards.broker_crash):
            self.broker.crash()
            self.fleet.connected()
        if chance.happens(hazards.outage):
            self.uplink.fail_for(chance.random.uniform(0.0, hazards.longest_outage_s))
        if chance.happens(hazards.garbage):
            size = chance.random.randrange(40)
            self.uplink.send(chance.random.choice(GARBAGE_TOPICS), chance.random.randbytes(size))
        if chance.happens(hazards.device_restart):
            self._restart_a_device()

    def _restart_a_device(self) -> None:
        """It comes back with its outbox, and is given the receipts that the broker retained."""
        self.fleet.restart(self._chance.random.choice(self.fleet.devices))
        for topic, payload in self.broker.retained.items():
            self.fleet.take(topic, payload)

    def _next_boot(self, device: str) -> str:
        self._starts[device] += 1
        return f"{device}-{self._starts[device]}"
