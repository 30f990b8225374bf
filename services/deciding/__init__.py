"""Runs deciders: commands in, committed events or refusals out."""

from services.deciding.deciding import Deciding, Origin
from services.deciding.snapshots import DeciderSnapshots

__all__ = ["DeciderSnapshots", "Deciding", "Origin"]
