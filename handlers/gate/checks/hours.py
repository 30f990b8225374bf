"""Counting deeds: how many there were within the last hour, and how long ago the last one was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


def within_the_hour(times: Iterable[datetime], now: datetime) -> int:
    """What is said to lie in the future counts too: no clock that is wrong gives more freedom."""
    since = now - HOUR
    return len([time for time in times if time > since])


def too_soon(times: Iterable[datetime], now: datetime, apart_s: float) -> str | None:
    """How long ago the last of them was, and how long it should be; None if long enough."""
    last = max(times, default=None)
    if last is None:
        return None
    passed = (now - last).total_seconds()
    return (
        None if passed >= apart_s else f"{max(0.0, passed):g} s ago; allowed: {apart_s:g} s apart"
    )
