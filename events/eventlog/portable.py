"""A log as a file: NDJSON of CloudEvents between a header and a trailer that seals it.

The trailer holds the count, the Merkle root and a SHA-256 over every byte before it. It is written
only where the events as they are stored lead to the root of the log's head: a log that somebody
changed gives a file that is cut off. An import keeps positions, ids and bytes, and takes nothing
that does not continue the log it goes into: what that log already holds must be what the file
begins with.
"""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from hashlib import sha256
from io import IOBase
from itertools import islice
from typing import Any, Protocol

import orjson

from events.cloudevents import decode, encode
from events.envelope import Recorded
from events.errors import InvalidCloudEvent, LogDamaged, SomsError
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import EventLog, Head
from events.eventlog.read_ahead import ahead
from events.identity import Position
from events.merkle import Frontier

FORMAT = "soms-log/1"
BATCH = 2_000
"""Events that an import appends at once."""

_TRAILER_START = b'{"events":'
"""No event begins so: of its attributes, `actor`, `causationid` or `dataversion` comes first."""


class InvalidArchive(SomsError):
    """The file is no export, or not a whole and unchanged one."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class Importable(Protocol):
    """A log that can take over another's events as they are."""

    async def head(self) -> Head: ...

    async def append_verbatim(self, events: list[Recorded]) -> None: ...


async def export(log: EventLog, *, until: Position | None = None) -> AsyncIterator[bytes]:
    """The lines of the file up to `until` or the head, each with its newline.

    Raises `LogDamaged` instead of the last one where the log is not what its head says.
    """
    head = await log.head()
    end = head.position if until is None else min(until, head.position)
    digest, frontier = sha256(), Frontier()
    header = orjson.dumps({"format": FORMAT, "hub": log.hub, "until": end}) + b"\n"
    digest.update(header)
    yield header
    async for page in ahead(log.pages(until=end)):
        frontier = frontier.extend(map(leaf_of, page.events))
        for event in page.events:
            line = encode(event) + b"\n"
            digest.update(line)
            yield line
    await _require_unchanged(log, head, frontier)
    trailer = {
        "events": frontier.size,
        "root": frontier.root().hex(),
        "sha256": digest.hexdigest(),
    }
    yield orjson.dumps(trailer) + b"\n"


async def _require_unchanged(log: EventLog, head: Head, frontier: Frontier) -> None:
    """What was read, and what follows it, against the head, which alone says what was appended."""
    async for page in log.pages(after=Position(frontier.size), until=head.position):
        frontier = frontier.extend(map(leaf_of, page.events))
    if frontier != head.frontier:
        expected, actual = f"root {head.root.hex()}", f"{frontier.root().hex()} from the events"
        raise LogDamaged(head.position, expected, actual)


async def import_lines(log: Importable, lines: Iterable[bytes]) -> Head:
    """Append an export's events. Raises `InvalidArchive`.

    A file that can be read twice is read to its end first, for nothing can be taken back out of a
    log. Of a stream, what came before the fault stays. An import that was broken off may be run
    again: it goes on where the log ends.
    """
    head = await log.head()
    if isinstance(lines, IOBase) and lines.seekable():
        beginning = lines.tell()
        deque(_Archive().events_after(head, lines), maxlen=0)
        lines.seek(beginning)
    events = _Archive().events_after(head, lines)
    # A batch is full, or the lines were read to their end and the trailer agreed.
    while batch := list(islice(events, BATCH)):
        await log.append_verbatim(batch)
    return await log.head()


def read_events(lines: Iterable[bytes]) -> Iterator[Recorded]:
    """An export's events, each as its line is read. Raises `InvalidArchive`, at the latest at the
    end, where the trailer has to agree."""
    return _Archive().events(lines)


class _Archive:
    """An export, read once from the first line to the last."""

    def __init__(self) -> None:
        self._number = 0
        self._digest = sha256()
        self._frontier = Frontier()
        self._trailer: dict[str, Any] | None = None

    def events_after(self, head: Head, lines: Iterable[bytes]) -> Iterator[Recorded]:
        """Those that the log which ends at `head` does not hold yet."""
        for event in self._events(lines):
            if event.position > head.position:
                yield event
            elif event.position == head.position and self._frontier != head.frontier:
                raise self._invalid(f"up to here, the log {head.hub!r} holds other events")
        self._compare()
        if self._frontier.size < head.position:
            raise self._invalid(f"the log {head.hub!r} goes on to position {head.position}")

    def events(self, lines: Iterable[bytes]) -> Iterator[Recorded]:
        """All of them, and then the trailer."""
        yield from self._events(lines)
        self._compare()

    def _events(self, lines: Iterable[bytes]) -> Iterator[Recorded]:
        for line in lines:
            self._number += 1
            if self._trailer is not None:
                raise self._invalid("nothing may follow the trailer")
            if line.startswith(_TRAILER_START) and self._number > 1:
                self._trailer = _object(line)
                continue
            self._digest.update(line)
            if self._number == 1:
                self._require_header(line)
            else:
                yield self._event(line)

    def _require_header(self, line: bytes) -> None:
        if _object(line).get("format") != FORMAT:
            raise self._invalid(f"must be the header of a {FORMAT} file")

    def _event(self, line: bytes) -> Recorded:
        try:
            event = decode(line)
        except InvalidCloudEvent as error:
            raise self._invalid(error.reason) from None
        if event.position != self._frontier.size + 1:
            raise self._invalid(f"position {event.position} follows {self._frontier.size}")
        self._frontier = self._frontier.extend((leaf_of(event),))
        return event

    def _compare(self) -> None:
        """What was read against the trailer."""
        if self._trailer is None:
            self._number += 1
            raise self._invalid("the trailer is missing: the file is cut off")
        actual = {
            "events": self._frontier.size,
            "root": self._frontier.root().hex(),
            "sha256": self._digest.hexdigest(),
        }
        for name, value in actual.items():
            stated = self._trailer.get(name)
            if stated != value:
                raise self._invalid(f"{name} is {value}, the trailer says {stated!r:.80}")

    def _invalid(self, reason: str) -> InvalidArchive:
        return InvalidArchive(self._number, reason)


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line; of anything else, an empty one."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
