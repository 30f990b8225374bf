"""Timers: the passing of a due time, as a fact, so that handlers need no clock (R5, R6)."""

from datetime import datetime

from events.payload import Payload


class Fired(Payload, exogenous=True):
    """A due time has passed."""

    timer: str
    """What is due, as "purpose:name": `device_silent:env_01`, `gap_open:env_01/a1b2`."""
    due: datetime
    """When it was due, UTC; the event's own time is when it was noticed."""
