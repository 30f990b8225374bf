"""The event log in Postgres."""

from events.eventlog.postgres.log import PostgresEventLog
from events.eventlog.postgres.schema import (
    admit,
    application_role,
    make_login,
    migrate,
    schema_of,
)

__all__ = ["PostgresEventLog", "admit", "application_role", "make_login", "migrate", "schema_of"]
