"""The peer: the `eventsourcing` package's Postgres recorder, given the same events.

It is a development dependency; without it the benches run and leave the comparison out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from events.envelope import Event

if TYPE_CHECKING:
    from eventsourcing.persistence import StoredEvent
    from eventsourcing.postgres import PostgresApplicationRecorder

TABLE = "peer_events"
NAME = "eventsourcing"


def installed() -> bool:
    return find_spec("eventsourcing") is not None


@contextmanager
def recorder(database: str) -> "Iterator[PostgresApplicationRecorder]":
    """The peer's recorder on a table of its own, dropped afterwards."""
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

    address = urlsplit(database)
    datastore = PostgresDatastore(
        dbname=address.path.lstrip("/"),
        host=address.hostname or "127.0.0.1",
        port=str(address.port or 5432),
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
    )
    with datastore:
        made = PostgresApplicationRecorder(datastore, events_table_name=TABLE)
        made.create_table()
        try:
            yield made
        finally:
            with datastore.transaction(commit=True) as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {TABLE} CASCADE")


def stored(events: Sequence[Event], versions: dict[str, int]) -> "list[StoredEvent]":
    """The events in the peer's form; `versions` counts each stream's, over all calls."""
    from eventsourcing.persistence import StoredEvent

    made = []
    for event in events:
        version = versions.get(event.subject, 0) + 1
        versions[event.subject] = version
        made.append(StoredEvent(_stream(event.subject), version, event.type, event.data.to_json()))
    return made


@cache
def _stream(subject: str) -> UUID:
    return uuid5(NAMESPACE_URL, subject)
