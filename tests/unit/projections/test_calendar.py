"""What comes round every day does so once, at its local hour, wherever that is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from projections.calendar import (
    QUIET_BEGINS,
    QUIET_ENDS,
    QUIET_FROM,
    QUIET_UNTIL,
    Calendar,
    CalendarTimers,
    is_daily,
)
from projections.projection import State
from projections.timers import Due
from tests.unit.handlers.tasks.happenings import fired, people

QUIET = {QUIET_BEGINS: QUIET_FROM, QUIET_ENDS: QUIET_UNTIL}
TOKYO = Calendar(daily=QUIET)
BERLIN = Calendar(ZoneInfo("Europe/Berlin"), QUIET)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "moment", "is_quiet"),
    [
        (TOKYO, "2026-03-02T12:59:59", False),
        (TOKYO, "2026-03-02T13:00:00", True),
        (TOKYO, "2026-03-02T21:59:59", True),
        (TOKYO, "2026-03-02T22:00:00", False),
        (BERLIN, "2026-03-02T20:59:59", False),
        (BERLIN, "2026-07-02T20:00:00", True),
    ],
)
def test_quiet_hours_are_from_ten_to_seven(calendar: Calendar, moment: str, is_quiet: bool) -> None:
    assert calendar.is_quiet(utc(moment)) is is_quiet


def test_what_falls_into_quiet_hours_is_put_off_until_they_end() -> None:
    assert TOKYO.after_quiet(utc("2026-03-02T12:00:00")) == utc("2026-03-02T12:00:00")
    for moment in ("2026-03-02T14:00:00", "2026-03-02T21:00:00"):
        assert TOKYO.after_quiet(utc(moment)) == utc("2026-03-02T22:00:00")


def timers(now: str, **last: str) -> list[Due]:
    rows = {purpose: Due(purpose, utc(due)) for purpose, due in last.items()}
    return list(TOKYO.timers(rows, utc(now)))


def test_a_new_log_is_told_whether_it_is_quiet() -> None:
    assert timers("2026-03-02T15:00:00") == [
        Due("quiet_begins:2026-03-02", utc("2026-03-02T13:00:00")),
        Due("quiet_ends:2026-03-02", utc("2026-03-01T22:00:00")),
    ]


def test_after_that_the_next_time_is_waited_for() -> None:
    begun, ended = "2026-03-02T13:00:00", "2026-03-01T22:00:00"
    assert timers("2026-03-02T15:00:00", quiet_begins=begun, quiet_ends=ended) == [
        Due("quiet_begins:2026-03-03", utc("2026-03-03T13:00:00")),
        Due("quiet_ends:2026-03-03", utc("2026-03-02T22:00:00")),
    ]


def test_of_the_days_that_a_clock_missed_only_the_last_counts() -> None:
    old = "2026-02-20T13:00:00"
    begins, _ = timers("2026-03-02T15:00:00", quiet_begins=old, quiet_ends=old)
    assert begins == Due("quiet_begins:2026-03-02", utc("2026-03-02T13:00:00"))


def test_what_was_fired_early_is_not_fired_again_in_time() -> None:
    early = "2026-03-03T13:00:00"
    begins, _ = timers("2026-03-02T15:00:00", quiet_begins=early)
    assert begins == Due("quiet_begins:2026-03-04", utc("2026-03-04T13:00:00"))


def test_in_the_night_of_summer_time_the_morning_comes_earlier() -> None:
    begun = {"quiet_begins": Due("x", utc("2026-03-28T21:00:00"))}
    *_, ends = BERLIN.timers(
        {**begun, "quiet_ends": Due("x", utc("2026-03-28T06:00:00"))}, utc("2026-03-28T22:00:00")
    )
    assert ends.due == utc("2026-03-29T05:00:00")


def test_the_fold_remembers_the_last_of_each_purpose() -> None:
    state: State[Due] = State()
    fold = CalendarTimers()
    for event in (
        fired("quiet_begins:2026-03-02", 60),
        fired("quiet_begins:2026-03-01", 70, due_s=-60),
        fired("device_silent:x", 80),
    ):
        fold.apply(state, event)
    (last,) = state.rows().values()
    assert last.timer == "quiet_begins:2026-03-02"


def test_only_what_follows_from_the_calendar_is_daily() -> None:
    assert is_daily(fired("quiet_ends:2026-03-02", 0))
    assert not is_daily(fired("task_expires:1", 0))
    assert not is_daily(people(1))


def test_days_are_in_order_wherever_they_are() -> None:
    moment = utc("2026-01-01T00:00:00")
    for hours in range(0, 24 * 400, 7):
        now = moment + timedelta(hours=hours)
        for one in BERLIN.timers({}, now):
            assert now - timedelta(hours=25) < one.due <= now
