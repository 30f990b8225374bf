"""What somebody asked for, kept in the event that a decider made of it.

A command is no event: what becomes of it depends on a state that others change too. So the event
keeps both the command and the position of that state, and a replay can decide it again.
"""

from typing import Any

from pydantic import Field

from events.payload import Part


class Command(Part):
    """A command as it was given to a decider."""

    name: str
    """Which command: `transfer`, `open_wallet`, `redeem_claim` …"""
    arguments: dict[str, Any] = Field(default_factory=dict)
    decided_at: int = Field(ge=0)
    """Position of the log at which the state stood that it was decided on."""
