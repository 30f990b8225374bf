"""Runs deciders: commands in, committed events or refusals out."""

from services.deciding.asked import Origin, See
from services.deciding.deciding import Deciding
from services.deciding.running import keep_deciding
from services.deciding.snapshots import DeciderSnapshots

__all__ = ["DeciderSnapshots", "Deciding", "Origin", "See", "keep_deciding"]
