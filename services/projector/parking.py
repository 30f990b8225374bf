"""Parked subjects: an event that a view cannot fold, and what follows about the same subject.

They are left out of the view, each from the position of its failure on, wherever it is folded:
live, in the past, and in a comparison. A rebuild begins with none.
"""

from collections.abc import Mapping, Sequence

from events.envelope import Recorded
from events.identity import Position, Subject

PARKED_LIMIT = 100
"""Subjects of a view that are parked, at most; one more, and the whole view stops."""

Parked = Mapping[Subject, Position]


def admitted(events: Sequence[Recorded], parked: Parked) -> Sequence[Recorded]:
    """The events that are not left out."""
    if not parked:
        return events
    return [one for one in events if one.position < parked.get(one.subject, one.position + 1)]
