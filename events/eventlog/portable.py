"""A log as a file: NDJSON of CloudEvents between a header and a trailer that seals it.

The trailer holds the count, the Merkle root and a SHA-256 over every byte before it. An import
keeps positions, ids and bytes, and takes nothing that does not continue the log it goes into.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from hashlib import sha256
from typing import Any, Protocol

import orjson

from events.cloudevents import decode, encode
from events.envelope import Recorded
from events.errors import InvalidCloudEvent, SomsError
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import EventLog, Head
from events.identity import START, Position
from events.transparency.tree import Frontier

FORMAT = "soms-log/1"
BATCH = 2_000
"""Events that an import appends at once."""


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
    """The lines of the file, each with its newline."""
    end = until if until is not None else (await log.head()).position
    digest, frontier = sha256(), Frontier()
    header = orjson.dumps({"format": FORMAT, "hub": log.hub, "until": end}) + b"\n"
    digest.update(header)
    yield header
    async for page in log.pages(until=end):
        frontier = frontier.extend(map(leaf_of, page.events))
        for event in page.events:
            line = encode(event) + b"\n"
            digest.update(line)
            yield line
    trailer = {
        "events": frontier.size,
        "root": frontier.root().hex(),
        "sha256": digest.hexdigest(),
    }
    yield orjson.dumps(trailer) + b"\n"


async def import_lines(log: Importable, lines: Iterable[bytes]) -> Head:
    """Append an export's events. Raises `InvalidArchive`; what came before the fault stays.

    An import that was broken off may be run again: it goes on where the log ends.
    """
    frontier = Frontier()
    after = (await log.head()).position
    batch: list[Recorded] = []
    reader = _Reader()
    for event in reader.events(lines):
        frontier = frontier.extend((leaf_of(event),))
        if event.position > after:
            batch.append(event)
        if len(batch) == BATCH:
            await log.append_verbatim(batch)
            batch = []
    reader.compare(frontier)
    if batch:
        await log.append_verbatim(batch)
    return await log.head()


class _Reader:
    """Reads the lines once, and what the trailer says about them."""

    def __init__(self) -> None:
        self._digest = sha256()
        self._number = 0
        self._trailer: dict[str, Any] | None = None

    def events(self, lines: Iterable[bytes]) -> Iterator[Recorded]:
        last = START
        for self._number, line in enumerate(lines, 1):
            if self._trailer is not None:
                raise InvalidArchive(self._number, "nothing may follow the trailer")
            if self._number == 1:
                self._header(line)
            elif line.startswith(b'{"events":'):
                self._trailer = orjson.loads(line)
                continue
            else:
                event = self._event(line)
                if event.position != last + 1:
                    raise InvalidArchive(self._number, f"position {event.position} follows {last}")
                last = event.position
                yield event
            self._digest.update(line)

    def _header(self, line: bytes) -> None:
        try:
            header = orjson.loads(line)
        except orjson.JSONDecodeError:
            header = None
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise InvalidArchive(1, f"must be the header of a {FORMAT} file")

    def _event(self, line: bytes) -> Recorded:
        try:
            return decode(line)
        except InvalidCloudEvent as error:
            raise InvalidArchive(self._number, str(error)) from None

    def compare(self, frontier: Frontier) -> None:
        """What was read against the trailer."""
        if self._trailer is None:
            raise InvalidArchive(self._number + 1, "the trailer is missing: the file is cut off")
        actual = {
            "events": frontier.size,
            "root": frontier.root().hex(),
            "sha256": self._digest.hexdigest(),
        }
        for name, value in actual.items():
            if self._trailer.get(name) != value:
                raise InvalidArchive(
                    self._number, f"{name} is {value}, the trailer says {self._trailer.get(name)}"
                )
