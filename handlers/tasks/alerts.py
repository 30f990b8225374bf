"""Alerts: what the safety floor has said aloud, so that the task for it need not be said as well.

An act and the task that its wish becomes are of one chain, and have zone and title in common.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from events.brain import SafetyActed
from events.envelope import Recorded

ALERTS_KEPT = 8
"""Of a zone, the latest: a task comes right after the act that wished for it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that was said aloud, and that people are asked to do."""

    chain: UUID
    title: str


def alert_of(act: SafetyActed, event: Recorded) -> Alert | None:
    """None for an act that nobody was to hear."""
    title = act.action.get("task")
    if "voice" not in act.action or not isinstance(title, str):
        return None
    return None if event.correlation_id is None else Alert(event.correlation_id, title)


def is_said(alerts: Iterable[Alert], title: str, event: Recorded) -> bool:
    """Whether one of the alerts asked for what an event makes of the task with this title."""
    return any((one.chain, one.title) == (event.correlation_id, title) for one in alerts)
