"""All witnesses together: what they see after every second, and at the end."""

from collections.abc import Sequence

from events.identity import START, Position
from services.simulator.errors import InvariantBroken
from services.simulator.reading import events_after, settled
from services.simulator.witness.brain import BrainWitness
from services.simulator.witness.decisions import DecisionWitness
from services.simulator.witness.delivery import DeliveryWitness
from services.simulator.witness.money import MoneyWitness
from services.simulator.witness.views import ViewWitness
from services.simulator.world import World


class Watch:
    """Checks R1 to R8 on a world, at a cost that follows what is new."""

    def __init__(self, world: World) -> None:
        self.position = START
        self._world = world
        self._order_checks = 0
        self._delivery = DeliveryWitness(world.log)
        self._views = [ViewWitness(projector) for projector in world.projectors]
        self._views_by_type: dict[str, list[ViewWitness]] = {}
        for view in self._views:
            for event_type in view.handles:
                self._views_by_type.setdefault(event_type, []).append(view)
        self._decisions = DecisionWitness(world.reactors)
        self._money = MoneyWitness()
        self._brain = BrainWitness()
        world.told = self._brain.told
        world.recorder.acknowledged = self._delivery.acknowledged
        world.recorder.send_receipt = self._send_receipt

    @property
    def checks(self) -> int:
        views = sum(view.checks for view in self._views)
        others = (self._delivery, self._decisions, self._money, self._brain)
        return self._order_checks + views + sum(one.checks for one in others)

    @property
    def caught_up(self) -> bool:
        """Whether every process has come to the end of the log."""
        world = self._world
        reached = [projector.position for projector in world.projectors]
        reached += [reactor.position for reactor in world.reactors]
        reached += [wallet.position for wallet in world.wallets]
        return all(position == self.position for position in reached)

    def accepted(self, numbers: Sequence[tuple[str, int]]) -> None:
        for boot, seq in numbers:
            self._delivery.accepted(boot, seq)

    def look(self) -> None:
        """Check what is new since the last look."""
        events = events_after(self._world.log, self.position)
        for event in events:
            self._require_next(event.position)
            for view in self._views_by_type.get(event.type, ()):
                view.observe(event)
        self._delivery.catch_up()
        for view in self._views:
            view.compare(self.position)
        self._decisions.observe(events)
        self._money.observe(events)
        self._brain.observe(events, self.position)

    def compare_all(self) -> None:
        """Every row of every view that has caught up."""
        for view in self._views:
            view.compare_all(self.position)

    def finish(self) -> None:
        """Nothing is on its way any more: now everything must be where it belongs."""
        self._delivery.finish()
        self.compare_all()
        head = settled(self._world.log.head())
        if head.position != self.position:
            raise InvariantBroken("R2", f"the head is at {head.position}", self.position)
        self._decisions.finish()
        self._money.finish()

    def _require_next(self, position: Position) -> None:
        self._order_checks += 1
        if position != self.position + 1:
            raise InvariantBroken("R2", f"{position} follows {self.position}", self.position)
        self.position = position

    def _send_receipt(self, topic: str, payload: bytes) -> None:
        self._delivery.promised(topic, payload)
        self._world.send_receipt(topic, payload)
