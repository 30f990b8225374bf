"""The calendar: what comes round every day at an hour of the local day, as timers.

Only the clock knows the time zone. That the quiet hours began or ended is a fact in the log, like
the firing of any other timer, so whoever decides by them needs no time zone, and a replay nothing
of the environment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import ClassVar

from events.envelope import Recorded
from events.timers import Fired
from projections.projection import Projection, State
from projections.timers import Due

QUIET_BEGINS = "quiet_begins"
QUIET_ENDS = "quiet_ends"
DEMURRAGE = "demurrage"
"""A new day, for which credits at rest cost their holders something."""

QUIET_FROM, QUIET_UNTIL = time(22), time(7)
MIDNIGHT = time(0)

DAILY: Mapping[str, time] = {
    QUIET_BEGINS: QUIET_FROM,
    QUIET_ENDS: QUIET_UNTIL,
    DEMURRAGE: MIDNIGHT,
}
"""What comes round when, by purpose."""

JAPAN = timezone(timedelta(hours=9), "Asia/Tokyo")
"""The default; it has had no summer time since 1951, and so needs no table of zones."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one place."""

    zone: tzinfo = JAPAN
    daily: Mapping[str, time] = field(default_factory=lambda: DAILY)

    def is_quiet(self, moment: datetime) -> bool:
        hour = moment.astimezone(self.zone).time()
        return hour >= QUIET_FROM or hour < QUIET_UNTIL

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or when the quiet hours that it lies in are over."""
        return self._next(QUIET_UNTIL, moment) if self.is_quiet(moment) else moment

    def _next(self, hour: time, moment: datetime) -> datetime:
        """The first time after `moment` at which it is that hour."""
        day = moment.astimezone(self.zone).date()
        today = datetime.combine(day, hour, self.zone).astimezone(UTC)
        if today > moment:
            return today
        return datetime.combine(day + timedelta(days=1), hour, self.zone).astimezone(UTC)

    def _last(self, hour: time, moment: datetime) -> datetime:
        """The last time until `moment` at which it was that hour."""
        day = moment.astimezone(self.zone).date()
        today = datetime.combine(day, hour, self.zone).astimezone(UTC)
        if today <= moment:
            return today
        return datetime.combine(day - timedelta(days=1), hour, self.zone).astimezone(UTC)

    def timers(self, rows: Mapping[str, Due], now: datetime) -> Iterator[Due]:
        """What comes round next, by what did already; of what was missed, the last time only."""
        for purpose, hour in self.daily.items():
            known, last = rows.get(purpose), self._last(hour, now)
            if known is None or known.due < last:
                yield self._due(purpose, last)
            else:
                yield self._due(purpose, self._next(hour, max(now, known.due)))

    def after(self, purpose: str, last: Due | None, now: datetime) -> Due:
        """What comes round next, however early that is asked for, if it came round `last`."""
        hour = self.daily[purpose]
        return self._due(purpose, self._next(hour, now if last is None else max(now, last.due)))

    def _due(self, purpose: str, moment: datetime) -> Due:
        return Due(f"{purpose}:{moment.astimezone(self.zone).date().isoformat()}", moment)


class CalendarTimers(Projection[Due]):
    """What came round last, by purpose."""

    name: ClassVar[str] = "calendar_timers"
    handles: ClassVar[frozenset[str]] = frozenset({Fired.event_type})
    row: ClassVar[type] = Due

    def apply(self, state: State[Due], event: Recorded) -> None:
        fired = event.data
        assert isinstance(fired, Fired)
        purpose = fired.timer.partition(":")[0]
        known = state.get(purpose)
        if purpose in DAILY and (known is None or known.due < fired.due):
            state.put(purpose, Due(fired.timer, fired.due))


def is_daily(event: Recorded) -> bool:
    """Whether the event is the firing of a timer that follows from the calendar alone."""
    fired = event.data if event.type == Fired.event_type else None
    return isinstance(fired, Fired) and fired.timer.partition(":")[0] in DAILY
