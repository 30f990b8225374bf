"""Presence: how many people are thought to be in a room, from cameras and motion sensors.

Every observer has a say with its latest observation while that is fresh; the highest count holds,
for a camera may overlook somebody but seldom invents one. Motion makes an empty room hold one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

VISION_HOLD = timedelta(seconds=60)
"""Cameras report every few seconds; one that has been silent for longer has no say."""

MOTION_HOLD = timedelta(seconds=60)
"""A motion sensor's "motion" holds until it says otherwise, at most this long."""


def people_present(
    counts: Iterable[tuple[int, datetime]], motions: Iterable[tuple[bool, datetime]], now: datetime
) -> int:
    """People at `now`: cameras say (count, seen at), motion sensors (motion, said at)."""
    seen = max((count for count, at in counts if now - at < VISION_HOLD), default=0)
    moving = any(motion and now - at < MOTION_HOLD for motion, at in motions)
    return max(seen, int(moving))
