"""Which events: a `Query` selects them for reading, a `Condition` rules them out for appending."""

from dataclasses import dataclass
from datetime import datetime

from events.envelope import Recorded
from events.identity import Position, Subject


@dataclass(frozen=True, slots=True)
class Query:
    """Events about any of `about` (as subject or tag) and of any of `types`, in a span of time.

    Time is event time. An empty set means no restriction. `since` is included, `until` is not.
    """

    about: frozenset[Subject] = frozenset()
    types: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, event: Recorded) -> bool:
        return (
            (not self.types or event.type in self.types)
            and (
                not self.about
                or event.subject in self.about
                or not self.about.isdisjoint(event.tags)
            )
            and (self.since is None or event.time >= self.since)
            and (self.until is None or event.time < self.until)
        )


EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class Condition:
    """No event about any of `about` (of any of `types`, if given) may stand after `after`.

    This is the dynamic consistency boundary: it names exactly what a decision rested on.
    """

    about: frozenset[Subject]
    after: Position
    types: frozenset[str] = frozenset()
