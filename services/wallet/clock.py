"""The wall clock, as the wallet's shell sees it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
