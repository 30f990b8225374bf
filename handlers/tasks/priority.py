"""Priority: which of several tasks comes first."""

from datetime import datetime, timedelta

from projections.tasks import Task

_URGENCY = 1_000.0
_CLOSE, _CLOSE_BONUS = timedelta(hours=2), 100.0
_NEAR, _NEAR_BONUS = timedelta(hours=6), 50.0
_HOUR = timedelta(hours=1)


def priority(task: Task, now: datetime) -> float:
    """Urgency above all; then the hours that it has waited, and how close its end is."""
    return task.urgency * _URGENCY + (now - task.created_at) / _HOUR + _deadline_bonus(task, now)


def _deadline_bonus(task: Task, now: datetime) -> float:
    if task.expires_at is None or task.expires_at - now >= _NEAR:
        return 0.0
    return _CLOSE_BONUS if task.expires_at - now < _CLOSE else _NEAR_BONUS
