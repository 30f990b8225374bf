"""Whether anybody is in the building, as far as somebody has looked lately.

As in what the model is shown, a count that nobody has confirmed for `WINDOW` says nothing. There is
no clock here: what is told is from when on a building is not known to be empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from projections.brain.quoting import is_plain_name
from projections.fusion import WINDOW

ZONES_LIMIT = 1_000
"""Of which counts are kept; of more, those looked at last."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """The people in one zone."""

    people: int
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Headcounts:
    """The people in every zone."""

    headcounts: Mapping[str, Headcount]
    """By zone; without default, so that a stored row is known by it."""
    were_people: bool = False
    """Whether people have ever been seen here."""

    def looked(self, zone: str, moment: datetime) -> "Headcounts":
        """Somebody looked, and counted as before."""
        known = self.headcounts.get(zone)
        return self._with(zone, Headcount(0 if known is None else known.people, moment))

    def counted(self, zone: str, people: int, moment: datetime) -> "Headcounts":
        return replace(self._with(zone, Headcount(people, moment)), were_people=True)

    def _with(self, zone: str, count: Headcount) -> "Headcounts":
        if not is_plain_name(zone):
            return self
        counts = {**self.headcounts, zone: count}
        if len(counts) > ZONES_LIMIT:
            del counts[min(counts, key=lambda one: (counts[one].looked_at, one))]
        return replace(self, headcounts=counts)

    def not_empty_from(self, moment: datetime) -> datetime:
        """That moment; but if nobody is there then, the one from which that is not known."""
        looked = [one.looked_at for one in self.headcounts.values()]
        now = max([moment, *looked])
        known = [one for one in self.headcounts.values() if now - one.looked_at < WINDOW]
        if not self.were_people or not known or any(one.people for one in known):
            return moment
        return max(one.looked_at for one in known) + WINDOW
