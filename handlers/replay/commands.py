"""Commands decided again: every event of a decider, on the state just before it.

On what a decision rests on, nothing happened between the position it was decided at and its own:
the append was conditional on that. So the state before the event gives the same decision.
"""

from events.envelope import Recorded, handler_source
from events.identity import Subject
from handlers.decider import REFERENCE, Decider, Known
from handlers.replay.report import Decision, Divergence, Report


class CommandCourse:
    """One decider, walking along a log."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.source = handler_source(decider.name, decider.version)
        self._known = Known(decider.knows)
        self._references: set[Subject] = set()
        """All that were used so far."""

    def meet(self, event: Recorded, report: Report) -> None:
        """Decide the event's command again, and compare."""
        expected, actual = self._expected(event), Decision.recorded(event)
        report.checked += 1
        if expected is None:
            report.add(Divergence("extra", self.decider.name, event.position, None, actual))
        elif expected != actual:
            found = Divergence("different", self.decider.name, event.position, expected, actual)
            report.add(found)

    def _expected(self, event: Recorded) -> Decision | None:
        command = self.decider.command_of(event)
        if command is None:
            return None
        command = self.decider.read(command)
        command = command._replace(precedents=command.references & self._references)
        draft = self.decider.decide(self._known, command).draft
        if draft is None:
            return None
        return Decision(
            event.id,
            draft.data.event_type,
            draft.subject,
            draft.tags,
            event.causation_id,
            draft.data.to_json(),
        )

    def step(self, event: Recorded) -> None:
        self._known.fold(event)
        self._references.update(tag for tag in event.tags if tag.kind == REFERENCE)

    def turn_page(self) -> None:
        """Let go of what the states remember for undoing."""
        self._known.keep()
