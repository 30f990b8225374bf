"""Whenever a device is heard, it earns its rate for the time that is settled, rounded down once.

The auditor, who counts for himself, agrees with every payment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.credits import RewardRateChanged, Transferred
from events.devices import HeartbeatReceived
from events.envelope import Event, Recorded, caused_events
from events.identity import Position
from handlers.audit import Auditor
from handlers.credits.infrastructure import Infrastructure
from tests.unit.handlers.credits.stories import fact, opened, registered
from tests.unit.story import Story, recorded

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND


class Beat(NamedTuple):
    """A sign of life, so long after the one before."""

    after: timedelta
    is_last: bool


class Terms(NamedTuple):
    """What an operator set."""

    per_hour: int
    min_uptime_s: int

    @property
    def event(self) -> Recorded:
        data = RewardRateChanged(
            device_type="hub", rate_per_hour_milli=self.per_hour, min_uptime_s=self.min_uptime_s
        )
        return fact(data, "reward_rate:hub")


gaps = st.integers(1, 700 * 10**6).map(lambda microseconds: microseconds * MICROSECOND)
beats = st.builds(Beat, gaps, st.sampled_from([False] * 9 + [True]))
terms = st.builds(Terms, st.integers(0, 20_000), st.integers(0, 400))
stretches = st.lists(beats, min_size=1, max_size=60)


def heard(beats: Sequence[Beat], since: timedelta = timedelta()) -> Iterator[Recorded]:
    for beat in beats:
        since += beat.after
        data = HeartbeatReceived(device="a", status="offline" if beat.is_last else "online")
        yield recorded(data, "device:a", since.total_seconds())


def settled(beats: Sequence[Beat], terms: Terms) -> timedelta:
    """The time that was seen, up to where its minimum last came together."""
    patience = max(2 * timedelta(seconds=terms.min_uptime_s), timedelta(minutes=2))
    least = max(timedelta(seconds=terms.min_uptime_s), timedelta(seconds=1))
    done = pending = timedelta()
    is_there = False
    for beat in beats:
        if is_there and not beat.is_last and beat.after <= patience:
            pending += beat.after
        is_there = not beat.is_last
        if is_there and pending >= least:
            done, pending = done + pending, timedelta()
    return done


def lived(*events: Recorded) -> list[Recorded]:
    """A log of these events, each followed by what it led to."""
    story, log = Story(Infrastructure()), list[Recorded]()
    name, version = story.reactor.name, story.reactor.version
    for event in events:
        cause = replace(event, id=UUID(int=len(log) + 1))
        drafts = story.reactor.step(story.state, cause)
        made = caused_events(cause, name, drafts, version=version)
        log += [cause, *(_recorded(one) for one in made)]
    return [replace(one, position=Position(place)) for place, one in enumerate(log, 1)]


def _recorded(made: Event) -> Recorded:
    bare = fact(made.data, made.subject, *made.tags)
    return replace(bare, id=made.id, source=made.source, causation_id=made.causation_id)


def paid(log: Sequence[Recorded]) -> int:
    return sum(one.data.legs[1].amount_milli for one in log if isinstance(one.data, Transferred))


def findings(log: Sequence[Recorded]) -> list[str]:
    auditor = Auditor()
    auditor.take(log)
    return [one.what for one in auditor.findings]


OWNED = [*opened(5), registered("a", device_type="hub")]


@given(stretches, terms)
def test_the_sum_is_the_rate_times_the_settled_time(beats: Sequence[Beat], terms: Terms) -> None:
    log = lived(*OWNED, terms.event, *heard(beats))
    assert paid(log) == settled(beats, terms) // MICROSECOND * terms.per_hour // HOUR
    assert findings(log) == []


@given(stretches, stretches, terms, terms)
def test_no_change_of_the_rate_makes_more_of_the_time_than_the_better_rate(
    before: Sequence[Beat], after: Sequence[Beat], old: Terms, new: Terms
) -> None:
    since = sum((beat.after for beat in before), timedelta())
    log = lived(*OWNED, old.event, *heard(before), new.event, *heard(after, since))
    there = sum((beat.after for beat in (*before, *after)), timedelta())
    best = max(old.per_hour, new.per_hour)
    assert paid(log) <= there // MICROSECOND * best // HOUR
    assert findings(log) == []
