"""How long things take in this hub, from the settings: only the clock reckons with it."""

from datetime import timedelta

from projections.calendar import Calendar
from projections.task_timers import Pace
from services.settings import Settings
from services.time_zone import zone_info


def pace_of(settings: Settings) -> Pace:
    return Pace(
        calendar=Calendar(zone_info(settings.timezone)),
        reminder_after=timedelta(minutes=settings.reminder_interval_minutes),
        reminder_again_after=timedelta(minutes=settings.reminder_cooldown_minutes),
        brain_batch=timedelta(seconds=settings.brain_batch_s),
        brain_apart=timedelta(seconds=settings.brain_apart_s),
    )
