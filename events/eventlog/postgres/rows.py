"""Events as rows of Postgres' binary COPY format, written and read without a detour.

The columns and their order are those of `COLUMNS`; every row that the log writes is made here, and
every row that it reads is taken apart here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from uuid import UUID

from events.entry import Attributes
from events.envelope import Recorded
from events.errors import LogDamaged
from events.eventlog.postgres.names import Kind, Names
from events.identity import Position

COLUMNS = (
    "position, time, recorded_at, id, subject_id, source_id, coalesce(actor_id, subject_id),"
    " type_id, dataversion, causation_id, correlation_id, tag_ids, data"
)
"""What is read; an append writes `leaf_prefix` besides, last."""

NO_ACTOR = 0
"""An actor that is the subject is not stored at all; this is how nobody differs from it."""

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
_NULL = -1
_INT4_OID = 23
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_INT = Struct("!i")
_OWN = Struct("!hiqiqiqi16s")
_OBSERVED = Struct("!iiii")
_ACTOR = Struct("!ii")
_KIND = Struct("!iiih")
_LINKS = Struct("!iii")
_NO_LINKS = _LINKS.pack(_NULL, _NULL, _NULL)
_PREFIX = _INT.pack(8)
_ARRAY = Struct("!iiiii")
_ELEMENT = Struct("!ii")
_ID = Struct("!hi16siq")
_TAG = Struct("!hiiiq")
_READ = Struct("!2x4xq4xq4xq4x16s4xi4xi4xi4xi4xhiiii")


Entry = tuple[Attributes, int, bytes, datetime]
"""What is stored of an event but for its position: attributes, dataversion, recorded_at."""


def microseconds(moment: datetime) -> int:
    """A time stamp as Postgres sends it."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


_shared_microseconds = lru_cache(maxsize=64)(microseconds)
"""For `recorded_at`, which the events of one append have in common."""


def event_row(position: Position, entry: Entry, leaf: bytes, names: Names) -> bytes:
    """A row of `events`."""
    event, dataversion, data_json, recorded_at = entry
    own = _OWN.pack(
        14, 8, position, 8, microseconds(event.time), 8, _shared_microseconds(recorded_at),
        16, event.id.bytes,
    )  # fmt: skip
    kind = (event.subject, event.source, event.actor, event.type, dataversion)
    shared = names.columns.get(kind) or _shared_columns(kind, names)
    size = _INT.pack(len(data_json))
    return b"".join((own, shared, _links(event, names), size, data_json, _PREFIX, leaf[:8]))


def _shared_columns(kind: Kind, names: Names) -> bytes:
    """What all rows have in common in which one device says one kind of thing."""
    subject, source, actor, event_type, dataversion = kind
    number = names.numbers
    observed = _OBSERVED.pack(4, number[subject], 4, number[source])
    kind_of_data = _KIND.pack(4, number[event_type], 2, dataversion)
    columns = observed + _actor(subject, actor, names) + kind_of_data
    names.keep_columns(kind, columns)
    return columns


def _actor(subject: str, actor: str | None, names: Names) -> bytes:
    if actor == subject:
        return _INT.pack(_NULL)
    return _ACTOR.pack(4, NO_ACTOR if actor is None else names.numbers[actor])


def _links(event: Attributes, names: Names) -> bytes:
    if event.causation_id is None and event.correlation_id is None and not event.tags:
        return _NO_LINKS
    tags = _INT.pack(_NULL)
    if event.tags:
        elements = b"".join(_ELEMENT.pack(4, names.numbers[tag]) for tag in event.tags)
        array = _ARRAY.pack(1, 0, _INT4_OID, len(event.tags), 1) + elements
        tags = _INT.pack(len(array)) + array
    return _uuid(event.causation_id) + _uuid(event.correlation_id) + tags


def _uuid(value: UUID | None) -> bytes:
    return _INT.pack(_NULL) if value is None else _INT.pack(16) + value.bytes


def id_rows(start: Position, ids: Iterable[UUID]) -> bytes:
    """Rows of `event_ids`."""
    rows = (_ID.pack(2, 16, one.bytes, 8, place) for place, one in enumerate(ids, start))
    return b"".join((SIGNATURE, *rows, TRAILER))


def tag_rows(tags: Iterable[tuple[int, Position]]) -> bytes:
    """Rows of `event_tags`."""
    rows = (_TAG.pack(2, 4, tag, 8, position) for tag, position in tags)
    return b"".join((SIGNATURE, *rows, TRAILER))


class _Moments:
    """Time stamps as datetimes; the same one again, which `recorded_at` often is, costs nothing."""

    def __init__(self) -> None:
        self._last = 0
        self._moment = _EPOCH

    def of(self, stamp: int) -> datetime:
        if stamp != self._last:
            self._last = stamp
            self._moment = _EPOCH + timedelta(microseconds=stamp)
        return self._moment


def decode(copied: bytes, names: Names) -> list[Recorded]:
    """The events in what a COPY of `COLUMNS` sent. Raises `KeyError` at a name not yet known."""
    return list(_decoded(copied, names))


def _decoded(copied: bytes, names: Names) -> Iterator[Recorded]:
    texts, subjects = names.texts, names.subjects
    recorded_moment = _Moments()
    at, end, fixed = len(SIGNATURE), len(copied) - len(TRAILER), _READ.size
    while at < end:
        (
            position, time, recorded, event_id, subject, source, actor, kind, version,
            cause_size, chain_size, tags_size, data_size,
        ) = _READ.unpack_from(copied, at)  # fmt: skip
        cause: UUID | None = None
        chain: UUID | None = None
        tags: Sequence[int] = ()
        if cause_size == chain_size == tags_size == _NULL:
            at += fixed
        else:
            cause, chain, tags, data_size, at = _read_links(copied, at + fixed - 16)
        data_end = at + data_size
        yield Recorded(
            position=position,
            id=UUID(bytes=event_id),
            type=texts[kind],
            dataversion=version,
            source=texts[source],
            subject=subjects[subject],
            tags=tuple([subjects[tag] for tag in tags]) if tags else (),
            time=_EPOCH + timedelta(microseconds=time),
            recorded_at=recorded_moment.of(recorded),
            causation_id=cause,
            correlation_id=chain,
            actor=subjects[actor] if actor else None,
            data_json=copied[at:data_end],
        )
        at = data_end


def numbers_in(copied: bytes) -> set[int]:
    """The numbers of all names in what a COPY of `COLUMNS` sent."""
    numbers: set[int] = set()
    at, end, fixed = len(SIGNATURE), len(copied) - len(TRAILER), _READ.size
    while at < end:
        *_, subject, source, actor, kind, _, cause, chain, tags, data_size = _READ.unpack_from(
            copied, at
        )
        numbers |= {subject, source, actor, kind}
        if cause == chain == tags == _NULL:
            at += fixed + data_size
        else:
            _, _, tag_numbers, data_size, at = _read_links(copied, at + fixed - 16)
            numbers.update(tag_numbers)
            at += data_size
    return numbers - {NO_ACTOR}


def _read_links(copied: bytes, at: int) -> tuple[UUID | None, UUID | None, list[int], int, int]:
    cause, at = _read_uuid(copied, at)
    chain, at = _read_uuid(copied, at)
    (size,) = _INT.unpack_from(copied, at)
    at += 4
    tags: list[int] = []
    if size != _NULL:
        elements = copied[at + _ARRAY.size : at + size]
        tags = [number for _, number in _ELEMENT.iter_unpack(elements)]
        at += size
    (data_size,) = _INT.unpack_from(copied, at)
    return cause, chain, tags, data_size, at + 4


def _read_uuid(copied: bytes, at: int) -> tuple[UUID | None, int]:
    (size,) = _INT.unpack_from(copied, at)
    if size == _NULL:
        return None, at + 4
    return UUID(bytes=copied[at + 4 : at + 20]), at + 20


def require_gapless(events: Sequence[Recorded], after: Position, until: Position) -> None:
    """Raises `LogDamaged` at the first position of (after, until] that is missing."""
    for expected, event in enumerate(events, after + 1):
        if event.position != expected:
            raise LogDamaged(expected, f"position {expected}", f"position {event.position}")
    if after + len(events) != until:
        missing = after + len(events) + 1
        raise LogDamaged(missing, f"position {missing}", "nothing")
