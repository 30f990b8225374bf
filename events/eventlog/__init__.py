"""The event log: its protocol, and its two implementations."""

from events.eventlog.memory import MemoryEventLog
from events.eventlog.postgres import PostgresEventLog, migrate
from events.eventlog.protocol import PAGE_SIZE, Checkpoint, EventLog, Head, Page

__all__ = [
    "PAGE_SIZE",
    "Checkpoint",
    "EventLog",
    "Head",
    "MemoryEventLog",
    "Page",
    "PostgresEventLog",
    "migrate",
]
