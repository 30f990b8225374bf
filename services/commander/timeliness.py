"""Whether there is time left for a command.

Its time counts from when its request was recorded. Where that lies ahead, a clock was wrong, and
goes on being so for all that is recorded until that moment has come: then it counts from when its
cause happened, so that a command is neither held back by that nor sent long afterwards.
"""

from datetime import datetime, timedelta

from events.envelope import Recorded
from projections.commands import due_at

AHEAD = timedelta(seconds=60)
"""By which the log's clock may differ from ours."""


def is_overdue(request: Recorded, now: datetime) -> bool:
    """Whether it is too late for a command, or it was asked for in the future."""
    patience = due_at(request) - request.recorded_at
    latest = now + AHEAD
    asked_at = request.recorded_at if request.recorded_at <= latest else request.time
    return asked_at > latest or asked_at + patience <= now
