"""Replay: the same causes, decided again: as recorded, or as they would have been decided."""

from handlers.replay.check import Check
from handlers.replay.report import Divergence, Report

__all__ = ["Check", "Divergence", "Report"]
