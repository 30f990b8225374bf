"""The simulated reactor process: steps through the log, appends what follows and its checkpoint.

After a crash it goes back to its snapshot and takes every step again; appends that it repeats do
nothing, because ids follow from causes (R4).
"""

from typing import Any

from events.envelope import Recorded, caused_events
from events.eventlog.memory import MemoryEventLog
from events.eventlog.protocol import Checkpoint
from events.identity import START
from handlers.reactor import Reactor
from handlers.replay.check import checkpoint_name
from projections.projection import State
from services.simulator.chance import Danger
from services.simulator.fold import Snapshot
from services.simulator.reading import events_after, settled


class ReactorProcess:
    """Runs one reactor."""

    def __init__(
        self,
        log: MemoryEventLog,
        reactor: Reactor[Any],  # Any: states of every kind are treated alike
        danger: Danger,
    ) -> None:
        self.reactor = reactor
        self.position = START
        self.danger = danger
        self.log = log
        self.state: State[Any] = State()
        self._snapshot: Snapshot[Any] = Snapshot()

    def step(self) -> None:
        for event in events_after(self.log, self.position):
            if event.type in self.reactor.handles:
                self.handle(event)
            self.position = event.position
        self.state.keep()
        self._snapshot.keep(self.state, self.position)

    def handle(self, event: Recorded) -> None:
        drafts = self.reactor.step(self.state, event)
        if drafts:
            self.danger.point()
            reactor = self.reactor
            events = caused_events(event, reactor.name, drafts, version=reactor.version)
            checkpoint = Checkpoint(checkpoint_name(reactor), event.position)
            settled(self.log.append(events, checkpoint=checkpoint))
            self.danger.point()

    def restart(self) -> None:
        self.state, self.position = self._snapshot.restored(), self._snapshot.position
