"""Group commit: appends that arrive while a commit is under way go together into the next one.

A lone append is never kept waiting. Of a batch, what cannot be written fails alone.
"""

import asyncio
import logging
import struct
from collections.abc import Callable, Sequence

import psycopg

from events.errors import EventRefused, LogDamaged, LogUnavailable, SomsError
from events.eventlog.postgres.connection import reason_of
from events.eventlog.postgres.settling import Request, Settled
from events.eventlog.postgres.writer import Writer
from events.identity import Position

BATCH_EVENTS = 5_000
"""A batch takes no further append once it holds this many events."""

REQUESTS_WAITING = 10_000
"""How many appends may wait; the next ones wait for a place in the queue."""

DATABASE_TROUBLE = ("08", "25", "28", "3D", "42", "53", "55", "57", "58")
"""Classes of SQLSTATE that say nothing against the events: connection, rights, disk, shutdown …"""

EVENTS_AT_FAULT = ("22", "54")
"""Classes of SQLSTATE that say something against the events: bad data, and limits exceeded."""

UNWRITABLE = (struct.error, OverflowError, ValueError)  # a UnicodeError is one of the last
"""What says that an event does not fit into the bytes of a row."""

_log = logging.getLogger(__name__)


class Committer:
    """The queue of appends, and the task that empties it."""

    def __init__(self, writer: Writer, committed: Callable[[], None]) -> None:
        self._writer = writer
        self._committed = committed
        self._queue: asyncio.Queue[Request] = asyncio.Queue(REQUESTS_WAITING)
        self._closed = False
        self._task = asyncio.create_task(self._run(), name="event log committer")

    async def submit(self, request: Request) -> list[Position]:
        if self._closed:
            raise LogUnavailable("closed")
        await self._queue.put(request)
        return await request.answer

    async def close(self) -> None:
        """Write what waits, then stop."""
        self._closed = True
        await self._queue.join()
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            batch = await self._gather()
            await self._commit(batch)
            for _ in batch:
                self._queue.task_done()

    async def _gather(self) -> list[Request]:
        batch = [await self._queue.get()]
        # Those whose appends were just answered are about to append again: let them.
        await asyncio.sleep(0)
        size = len(batch[0].items)
        while size < BATCH_EVENTS and not self._queue.empty():
            request = self._queue.get_nowait()
            batch.append(request)
            size += len(request.items)
        return batch

    async def _commit(self, batch: Sequence[Request]) -> None:
        try:
            _answer(batch, await self._writer.write(batch))
        except LogUnavailable as error:
            _fail(batch, error)
        except LogDamaged as error:
            await self._commit_apart(batch, LogUnavailable(str(error)), trouble=False)
        except psycopg.Error as error:
            await self._commit_apart(batch, _meaning_of(error), _is_trouble(error))
        except (OSError, MemoryError) as error:
            _fail(batch, LogUnavailable(repr(error)))
        except UNWRITABLE as error:
            await self._commit_apart(batch, EventRefused(repr(error)), trouble=False)
        except Exception as error:  # noqa: BLE001  its trace is logged
            # Whatever it is, the next batch must go on, and nobody may let go of an event for it.
            _log.exception("an append failed for a reason that was not foreseen")
            await self._commit_apart(batch, LogUnavailable(repr(error)), trouble=False)
        else:
            self._committed()

    async def _commit_apart(
        self, batch: Sequence[Request], error: LogUnavailable | EventRefused, trouble: bool
    ) -> None:
        """Unless the database is in trouble, one of the batch is at fault: each goes alone."""
        if trouble or len(batch) == 1:
            _fail(batch, error)
            return
        for request in batch:
            await self._commit([request])


def _is_trouble(error: psycopg.Error) -> bool:
    return error.sqlstate is None or error.sqlstate[:2] in DATABASE_TROUBLE


def _meaning_of(error: psycopg.Error) -> LogUnavailable | EventRefused:
    """What it is to the one who appended: to be tried again, unless it can never go in.

    Whoever is refused may let go of the event, so what is not known to be its fault is not.
    """
    at_fault = (error.sqlstate or "")[:2] in EVENTS_AT_FAULT
    return EventRefused(reason_of(error)) if at_fault else LogUnavailable(reason_of(error))


def _answer(batch: Sequence[Request], settled: Settled) -> None:
    for request, answer in zip(batch, settled.answers, strict=True):
        if request.answer.done():
            continue  # its caller was cancelled
        if isinstance(answer, SomsError):
            request.answer.set_exception(answer)
        else:
            request.answer.set_result(answer)


def _fail(batch: Sequence[Request], error: LogUnavailable | EventRefused) -> None:
    for request in batch:
        if not request.answer.done():
            request.answer.set_exception(type(error)(error.reason))
