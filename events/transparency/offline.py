"""Verification of an exported log with no database: only the file, keys, and heads kept elsewhere.

The file is read twice: what it tells of signed heads is gathered before the tree is recomputed.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import BinaryIO

from events.eventlog.portable import InvalidArchive, read_events
from events.eventlog.prepared import leaf_of
from events.log import HeadSigned
from events.transparency.claims import Claims, Keys, OutsideHead
from events.transparency.verification import Verification
from events.transparency.walk import TreeWalk


def verify_file(
    file: BinaryIO,
    advance: Callable[[int], None] = lambda _: None,
    *,
    keys: Keys | None = None,
    outside: Sequence[OutsideHead] = (),
) -> Verification:
    """Recompute the tree of a seekable export and compare it with all that was claimed of it."""
    result = Verification()
    claims = Claims(keys or Keys(), result)
    file.seek(0)
    with suppress(InvalidArchive):  # said where the tree has come as far
        for event in read_events(file):
            if event.type == HeadSigned.event_type:
                claims.add_told(event)
    claims.add_outside(outside)
    file.seek(0)
    _walk(file, TreeWalk(result, claims.by_size), result, advance)
    return result


def _walk(
    file: BinaryIO, walk: TreeWalk, result: Verification, advance: Callable[[int], None]
) -> None:
    try:
        for event in read_events(file):
            walk.add((leaf_of(event),))
            advance(event.position)
    except InvalidArchive as error:
        # The header is line 1, so an event's position is one less than its line.
        result.fail(error.line - 1, str(error))
    walk.finish()
