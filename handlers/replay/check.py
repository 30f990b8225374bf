"""Checks that a log's decisions are reproducible: every handler decides again at every event.

A reactor appends in the order of its causes, so once a decision of it is found, whatever it should
have decided before and did not is missing. What it should decide after its last recorded decision
(and after its checkpoint, where that is known) it may simply not have come to yet: that is no
divergence. Decisions of another version of a reactor are counted, not compared; where one version
took over from another is told by the first decision after it, so that nothing before is missing.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from events.envelope import Recorded, caused_events, handler_source
from events.eventlog import EventLog
from events.eventlog.read_ahead import ahead
from events.identity import START, Position
from handlers.decider import Decider
from handlers.reactor import Reactor
from handlers.registry import DECIDERS, REACTORS
from handlers.replay.commands import CommandCourse
from handlers.replay.report import Decision, Divergence, Report
from projections.projection import State


class _Expected(NamedTuple):
    """A decision that is due, and the position of its cause."""

    cause: Position
    decision: Decision


class _Course:
    """One reactor's decisions: taken again here, and waiting to be met in the log."""

    def __init__(self, reactor: Reactor[Any]) -> None:
        self.reactor = reactor
        self.source = handler_source(reactor.name, reactor.version)
        self._state: State[Any] = State()
        self._pending: OrderedDict[UUID, _Expected] = OrderedDict()
        self._causes: dict[UUID, Position] = {}
        """Of the decisions that are pending."""
        self._other_decided = False
        """The decision met last was another version's."""

    def step(self, event: Recorded) -> None:
        drafts = self.reactor.step(self._state, event)
        if drafts:
            name, version = self.reactor.name, self.reactor.version
            for made in caused_events(event, name, drafts, version=version):
                self._pending[made.id] = _Expected(event.position, Decision.expected(made))
            self._causes[event.id] = event.position

    def turn_page(self) -> None:
        """Let go of what the state remembers for undoing; nothing here is undone."""
        self._state.keep()

    def meet(self, event: Recorded, report: Report) -> None:
        """Compare a recorded decision with the one that is due."""
        actual = Decision.recorded(event)
        due = self._pending.get(event.id)
        if due is None:
            instead = next((one.decision for one in self._pending.values()), None)
            report.add(Divergence("extra", self.reactor.name, event.position, instead, actual))
            return
        self._take_over(due.cause)
        self._miss_before(event.id, report)
        report.checked += 1
        if due.decision != actual:
            found = Divergence("different", self.reactor.name, event.position, due.decision, actual)
            report.add(found)

    def _take_over(self, cause: Position) -> None:
        """The first decision after another version's: what came before was not this one's."""
        if self._other_decided:
            self._drop_before(cause)
            self._other_decided = False

    def pass_over(self, event: Recorded) -> None:
        """Another version decided up to here; what this one would have decided does not count."""
        self._other_decided = True
        cause = None if event.causation_id is None else self._causes.get(event.causation_id)
        if cause is not None:
            self._drop_before(Position(cause + 1))

    def _drop_before(self, cause: Position) -> None:
        while self._pending and next(iter(self._pending.values())).cause < cause:
            self._pop()

    def _pop(self) -> tuple[UUID, _Expected]:
        made, due = self._pending.popitem(last=False)
        if due.decision.causation_id is not None:
            self._causes.pop(due.decision.causation_id, None)
        return made, due

    def _miss_before(self, met: UUID, report: Report) -> None:
        while True:
            made, due = self._pop()
            if made == met:
                return
            self._miss(due, report)

    def _miss(self, due: _Expected, report: Report) -> None:
        report.add(Divergence("missing", self.reactor.name, due.cause, due.decision, None))

    def finish(self, checkpoint: Position, report: Report) -> None:
        if self._other_decided:
            self._drop_before(Position(checkpoint + 1))
        for due in self._pending.values():
            if due.cause <= checkpoint:
                self._miss(due, report)
            else:
                report.undecided += 1


class Check:
    """A check in progress: give it every event of a log in order, then `finish`."""

    def __init__(
        self,
        reactors: Sequence[Reactor[Any]] = REACTORS,
        deciders: Sequence[Decider] = DECIDERS,
    ) -> None:
        self.report = Report()
        self._commands = {one.source: one for one in map(CommandCourse, deciders)}
        self._commands_by_type: dict[str, list[CommandCourse]] = {}
        for command in self._commands.values():
            for event_type in command.decider.handles:
                self._commands_by_type.setdefault(event_type, []).append(command)
        self._courses = [_Course(reactor) for reactor in reactors]
        self._by_source = {course.source: course for course in self._courses}
        self._by_name = {f"/handlers/{one.reactor.name}/": one for one in self._courses}
        self._by_type: dict[str, list[_Course]] = {}
        for course in self._courses:
            for event_type in course.reactor.handles:
                self._by_type.setdefault(event_type, []).append(course)

    def take(self, events: Iterable[Recorded]) -> None:
        by_source, by_type = self._by_source, self._by_type
        for event in events:
            self.report.events += 1
            course = by_source.get(event.source)
            if course is not None:
                course.meet(event, self.report)
            elif event.source in self._commands:
                self._commands[event.source].meet(event, self.report)
            elif event.source.startswith("/handlers/"):
                self._other_version(event)
            for command in self._commands_by_type.get(event.type, ()):
                command.step(event)
            for one in by_type.get(event.type, ()):
                one.step(event)
        for one in self._courses:
            one.turn_page()
        for command in self._commands.values():
            command.turn_page()

    def _other_version(self, event: Recorded) -> None:
        self.report.other_version += 1
        course = self._by_name.get(event.source.rpartition("/")[0] + "/")
        if course is not None:
            course.pass_over(event)

    def finish(self, checkpoints: Mapping[str, Position] | None = None) -> Report:
        """The report; `checkpoints` say, by reactor, up to which cause it has decided."""
        for course in self._courses:
            reached = (checkpoints or {}).get(course.reactor.name, START)
            course.finish(reached, self.report)
        return self.report


def checkpoint_name(reactor: Reactor[Any]) -> str:
    """Under which a reactor's progress is kept."""
    return f"reactor/{reactor.name}"


async def check(
    log: EventLog, reactors: Sequence[Reactor[Any]] = REACTORS, until: Position | None = None
) -> Report:
    """Walk a log and decide everything again."""
    checking = Check(reactors)
    reached = {one.name: await log.checkpoint(checkpoint_name(one)) for one in reactors}
    async for page in ahead(log.pages(until=until)):
        checking.take(page.events)
    return checking.finish(reached)
