"""A wish for a task, and what the task is where the wish leaves it open."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from events.tasks import Created, Requested

BOUNTY_MILLI = 10
BOUNTY_XP = 50
URGENCY = 2
MIN_PEOPLE = 1
DURATION_MIN = 10
PLACE = "Office"
TITLE = "Task"

URGENCIES: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3, "critical": 4}
"""By the severity that a device names."""

LIFETIME = timedelta(hours=24)
SUPPLY_LIFETIME = timedelta(days=7)
CAPS: Mapping[str, timedelta] = {
    "environment": timedelta(minutes=60),
    "urgent": timedelta(minutes=30),
}
"""A task of such a type lives no longer, unless its wish says how long."""

LONGEST_LIFE = timedelta(days=3_650)
"""A wish may name any time; within this, times can be reckoned with."""


def task_wished(wish: Requested, task: int, time: datetime) -> Created:
    """The task that a wish becomes, if it becomes one."""
    given = given_fields(wish, time)
    defaults = {
        "location": wish.zone or PLACE,
        "bounty_milli": BOUNTY_MILLI,
        "bounty_xp": BOUNTY_XP,
        "urgency": URGENCY,
        "expires_at": time + lifetime(wish.task_types),
        "min_people_required": MIN_PEOPLE,
        "estimated_duration_min": DURATION_MIN,
    }
    return Created(task=task, title=title_of(wish), cause=wish.issue, **{**defaults, **given})


def priced(wish: Requested, bounty_milli: int | None) -> Requested:
    """The wish as an office offers it that says itself what wishes are worth, if it does."""
    return wish if bounty_milli is None else wish.model_copy(update={"bounty_milli": bounty_milli})


def title_of(wish: Requested) -> str:
    """Its own, or else the device's code for what is wrong, in words."""
    return wish.title or (wish.issue or TITLE).replace("_", " ").strip().capitalize() or TITLE


def location_of(wish: Requested) -> str:
    return place_of(wish.location, wish.zone)


def place_of(location: str | None, zone: str | None) -> str:
    """Where a task is: by this and its title, two are the same."""
    return location or zone or PLACE


def given_fields(wish: Requested, time: datetime) -> dict[str, Any]:
    """What the wish itself says of the task, by the task's field."""
    urgency = wish.urgency
    if urgency is None and wish.severity is not None:
        urgency = URGENCIES.get(wish.severity.lower())
    fields = {
        "description": wish.description,
        "location": wish.location,
        "zone": wish.zone,
        "bounty_milli": wish.bounty_milli,
        "bounty_xp": wish.bounty_xp,
        "urgency": urgency,
        "task_types": wish.task_types or None,
        "expires_at": None if wish.expires_at is None else _bounded(wish.expires_at, time),
        "min_people_required": wish.min_people_required,
        "estimated_duration_min": wish.estimated_duration_min,
        "announcement_audio_url": wish.announcement_audio_url,
        "announcement_text": wish.announcement_text,
        "completion_audio_url": wish.completion_audio_url,
        "completion_text": wish.completion_text,
    }
    return {name: value for name, value in fields.items() if value is not None}


def lifetime(task_types: tuple[str, ...]) -> timedelta:
    """How long a task of these types is worth doing."""
    longest = SUPPLY_LIFETIME if "supply" in task_types else LIFETIME
    return min([longest, *(CAPS[one] for one in task_types if one in CAPS)])


def _bounded(moment: datetime, time: datetime) -> datetime:
    """In UTC, neither before the wish nor beyond all reason."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(time, min(aware, time + LONGEST_LIFE)).astimezone(UTC)
