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

    @property
    def has_failures(self) -> bool:
        return any(isinstance(answer, SomsError) for answer in self.answers)


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
        # Conditions are held against what was placed before; of a lone request, that is nothing.
        watched = len(requests) > 1 and any(request.condition for request in requests)
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
        fresh = self._settled.fresh
        known = len(fresh)
        try:
            answer = [self._place(item, known) for item in request.items]
            if request.condition is not None and len(fresh) > known:
                self._require(request.condition, self._violations.get(place, ()))
        except SomsError:
            self._take_back(known)
            raise
        if watched:
            self._note_subjects(known)
        return answer

    def _place(self, item: Prepared, known: int) -> Position:
        """The position of an item; of the batch, the first `known` belong to earlier requests."""
        event_id = item.event.id
        if self._stored and (stored := self._stored.get(event_id)):
            if not item.repeats(stored):
                raise EventIdConflict(event_id, stored.position)
            return stored.position
        next_position = Position(self._head + len(self._settled.fresh) + 1)
        position, placed = self._placed.setdefault(event_id, (next_position, item))
        if placed is item:
            self._settled.fresh.append(item)
        elif not item.same_as(placed):
            raise EventIdConflict(event_id, position if position <= self._head + known else START)
        return position

    def _take_back(self, known: int) -> None:
        for item in self._settled.fresh[known:]:
            del self._placed[item.event.id]
        del self._settled.fresh[known:]

    def _note_subjects(self, known: int) -> None:
        for place, item in enumerate(self._settled.fresh[known:], known + 1):
            for subject in {item.event.subject, *item.event.tags}:
                entry = (Position(self._head + place), item.event.type)
                self._about.setdefault(subject, []).append(entry)

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
