"""What a decider is: the answer to a command, from a state folded from the log.

A decision names its boundary, the subjects that it rests on: it is appended on the condition that
nothing has happened to them since the state, so the same command on the same boundary gives the
same decision, live and replayed (R5). Time is the command's own.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal, NamedTuple, cast
from uuid import UUID

from events.envelope import Draft, Event, Recorded, handler_source
from events.errors import SomsError
from events.identity import START, Position, Subject
from projections.projection import Projection, Row, State

REFERENCE = "reference"
"""The kind of subject that names what may be done once only, such as `reference:task:42`."""

RefusalKind = Literal["invalid", "unknown", "conflict", "gone", "forbidden"]
"""Why something is refused, as a client has to understand it."""


class Refused(SomsError):
    """A command that was not carried out; `rule` names the rule, the message says why."""

    def __init__(self, kind: RefusalKind, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.kind: RefusalKind = kind
        self.rule = rule
        self.reason = reason


class Given(NamedTuple):
    """A command as it reaches its decider."""

    name: str
    arguments: Mapping[str, Any]
    time: datetime
    actor: Subject | None = None
    decided_at: Position = START
    """Up to here the state was read from the log."""
    precedents: frozenset[Subject] = frozenset()
    """Those of its references that the log holds already."""
    references: frozenset[Subject] = frozenset()
    """What may move credits once only, and is looked up in the log before the decision."""
    wish: Any = None
    """The arguments as the decider read them."""


class Decision(NamedTuple):
    """What is to be recorded, and what that rests on."""

    draft: Draft | None
    """None where all is as the command wants it already."""
    boundary: frozenset[Subject] = frozenset()
    refused: Refused | None = None
    """Set where the command is not carried out; the draft then records just that, if anything."""


class Known:
    """What a decider knows: the rows of its projections, by projection."""

    def __init__(self, projections: Iterable[Projection[Any]]) -> None:
        folds = list(projections)
        types = frozenset().union(*(one.handles for one in folds))
        self._folds = {kind: [one for one in folds if kind in one.handles] for kind in types}
        self._states: dict[str, State[Any]] = {one.name: State() for one in folds}

    def of(self, projection: Projection[Row]) -> State[Row]:
        return cast("State[Row]", self._states[projection.name])

    def put(self, projection: Projection[Row], state: State[Row]) -> None:
        """Begin with these rows."""
        self._states[projection.name] = state

    def fold(self, event: Recorded) -> None:
        for projection in self._folds.get(event.type, ()):
            projection.apply(self._states[projection.name], event)

    def keep(self) -> None:
        """What was folded stays."""
        for state in self._states.values():
            state.keep()

    def revert(self) -> None:
        """Undo what was folded since `keep`."""
        for state in self._states.values():
            state.revert()


class Decider(ABC):
    """Answers commands. A change of `decide` or of a projection it knows is a new `version`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    knows: ClassVar[tuple[Projection[Any], ...]]
    """The projections that it decides on."""

    @abstractmethod
    def decide(self, known: Known, command: Given) -> Decision:
        """The answer to a command; a refusal is returned, not raised."""

    @abstractmethod
    def command_of(self, event: Recorded) -> Given | None:
        """The command that the event says it was decided on; None if it is not this decider's."""

    def read(self, command: Given) -> Given:
        """The command with all that can be said of it before anything is known."""
        return command

    def event(
        self, draft: Draft, command: Given, event_id: UUID, cause: Recorded | None = None
    ) -> Event:
        """What a decision makes of its command: at the command's time, by whoever gave it."""
        return Event(
            id=event_id,
            data=draft.data,
            source=handler_source(self.name, self.version),
            subject=draft.subject,
            time=command.time,
            tags=draft.tags,
            causation_id=None if cause is None else cause.id,
            correlation_id=None if cause is None else cause.correlation_id or cause.id,
            actor=command.actor,
        )

    @property
    def handles(self) -> frozenset[str]:
        """The event types that its state is made of."""
        return frozenset().union(*(one.handles for one in self.knows))
