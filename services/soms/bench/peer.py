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
    from eventsourcing.persistence import Mapper, StoredEvent
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


def mapper() -> "Mapper[UUID]":
    """The peer's way from stored rows to events."""
    from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Mapper

    transcoder = JSONTranscoder()
    transcoder.register(DatetimeAsISO())
    return Mapper(transcoder)


def stored(events: Sequence[Event], versions: dict[str, int]) -> "list[StoredEvent]":
    """The events as the peer's mapper would store them, byte for byte, only made faster.

    `versions` counts each stream's, over all calls.
    """
    from eventsourcing.persistence import StoredEvent

    from services.soms.bench.peer_event import TOPIC

    made = []
    for event in events:
        version = versions.get(event.subject, 0) + 1
        versions[event.subject] = version
        made.append(StoredEvent(_stream(event.subject), version, TOPIC, _state(event)))
    return made


def _state(event: Event) -> bytes:
    time = event.time.isoformat().encode()
    timestamp = b'{"_type_":"datetime_iso","_data_":"%b"}' % time
    return b'{"timestamp":%b,"data":%b}' % (timestamp, event.data.to_json())


@cache
def _stream(subject: str) -> UUID:
    return uuid5(NAMESPACE_URL, subject)
