"""What becomes of the appends that meet in one batch; pure, so that it can be tested alone.

Each append takes its turn as if it had come alone: it is placed, or found to be a repeat, or it
fails without disturbing the others.
"""

from asyncio import Future
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from events.envelope import Recorded
from events.errors import ConcurrencyConflict, EventIdConflict, SomsError
from events.eventlog.prepared import Prepared
from events.eventlog.protocol import CONFLICTS_REPORTED, Checkpoint
from events.identity import START, Position, Subject
from events.query import Condition


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One call of `append`, waiting for its turn."""

    items: Sequence[Prepared]
    condition: Condition | None
    checkpoint: Checkpoint | None
    answer: Future[list[Position]]


@dataclass(slots=True)
class Settled:
    """Who gets what: the events to write, in order, and an answer for every request."""

    fresh: list[Prepared] = field(default_factory=list)
    answers: list[list[Position] | SomsError] = field(default_factory=list)
    checkpoints: dict[str, Position] = field(default_factory=dict)


class Settling:
    """Settles requests one after the other, on a log that ends at `head`.

    `stored` are the events that the log already holds of those requested; `violations` the
    positions that speak against a request's condition, by the request's place in the batch.
    """

    def __init__(
        self,
        head: Position,
        stored: Mapping[UUID, Recorded],
        violations: Mapping[int, Sequence[Position]],
    ) -> None:
        self._head = head
        self._stored = stored
        self._violations = violations
        self._placed: dict[UUID, tuple[Position, Prepared]] = {}
        self._about: dict[Subject, list[tuple[Position, str]]] = {}
        self._settled = Settled()

    def settle(self, requests: Sequence[Request]) -> Settled:
        watched = any(request.condition for request in requests)
        for place, request in enumerate(requests):
            try:
                answer = self._answer(place, request, watched)
            except SomsError as error:
                self._settled.answers.append(error)
            else:
                self._settled.answers.append(answer)
                if request.checkpoint is not None:
                    self._settled.checkpoints[request.checkpoint.name] = request.checkpoint.position
        return self._settled

    def _answer(self, place: int, request: Request, watched: bool) -> list[Position]:
        fresh: dict[UUID, Prepared] = {}
        for item in request.items:
            if not self._is_repeat(item) and not fresh.setdefault(item.event.id, item).same_as(
                item
            ):
                raise EventIdConflict(item.event.id, START)
        if request.condition is not None and fresh:
            self._require(request.condition, self._violations.get(place, ()))
        for item in fresh.values():
            self._place(item, watched)
        return [self._position(item.event.id) for item in request.items]

    def _is_repeat(self, item: Prepared) -> bool:
        """Whether the item is in the log or the batch. Raises `EventIdConflict` if it differs."""
        event_id = item.event.id
        if stored := self._stored.get(event_id):
            if not item.repeats(stored):
                raise EventIdConflict(event_id, stored.position)
            return True
        if placed := self._placed.get(event_id):
            position, other = placed
            if not item.same_as(other):
                raise EventIdConflict(event_id, position)
            return True
        return False

    def _require(self, condition: Condition, stored: Sequence[Position]) -> None:
        placed = {
            position
            for subject in condition.about
            for position, event_type in self._about.get(subject, ())
            if position > condition.after and (not condition.types or event_type in condition.types)
        }
        positions = [*stored, *sorted(placed)]
        if positions:
            raise ConcurrencyConflict(positions[:CONFLICTS_REPORTED], condition.after)

    def _place(self, item: Prepared, watched: bool) -> None:
        self._settled.fresh.append(item)
        position = Position(self._head + len(self._settled.fresh))
        self._placed[item.event.id] = (position, item)
        if watched:
            for subject in {item.event.subject, *item.event.tags}:
                self._about.setdefault(subject, []).append((position, item.event.type))

    def _position(self, event_id: UUID) -> Position:
        stored = self._stored.get(event_id)
        return self._placed[event_id][0] if stored is None else stored.position
