"""The one moment at which every scenario is looked at: so a request is the same every time."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""A Monday, half past nine in Japan."""

UTC_OFFSET_S = 32_400
