"""Audits the books: every rule of money, at every position of the log."""

from handlers.audit.auditor import Auditor, Finding

__all__ = ["Auditor", "Finding"]
