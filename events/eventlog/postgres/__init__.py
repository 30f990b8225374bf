"""The event log in Postgres."""

from events.eventlog.postgres.log import PostgresEventLog
from events.eventlog.postgres.schema import application_role, migrate, schema_of

__all__ = ["PostgresEventLog", "application_role", "migrate", "schema_of"]
