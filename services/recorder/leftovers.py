"""What the log would not take together, event by event: recorded, a repeat, or rejected once.

An id that a device gives, or that follows from `boot` and `seq`, is the identity of what it names.
A device sends again until it has its receipt, and by then its clock may be believed, or no longer:
so a repeat is what says the same but for that. What truly says something else is rejected, under
an id that follows from the event's and the payload: the same message again is the same rejection.
Its number is in the log then all the same, and its device is answered, or it would never end.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from uuid import uuid5

from events.envelope import Event, Recorded
from events.errors import EventIdConflict, SomsError
from events.eventlog.protocol import EventLog
from events.identity import Position
from handlers.dialects.identity import Numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import apart_from_the_clock
from handlers.dialects.receipt import number_of, sign_of
from handlers.dialects.rejection import rejection
from services.waiting import patiently

Append = Callable[[Sequence[Event]], Awaitable[None]]
"""Appends and tells who must know; waits for as long as the log is unavailable."""

Committed = Callable[[Sequence[Event], Sequence[Position]], None]
"""Told of events and their positions after each commit."""

_log = logging.getLogger(__name__)


class Leftovers:
    """Finds a place for every event of a message that did not go in as a whole."""

    def __init__(self, log: EventLog, append: Append, committed: Committed) -> None:
        self._log = log
        self._append = append
        self._committed = committed

    async def record(self, message: Message, events: Sequence[Event]) -> None:
        await asyncio.gather(*(self._record_one(message, event) for event in events))

    async def _record_one(self, message: Message, event: Event) -> None:
        try:
            await self._append([event])
        except EventIdConflict as conflict:
            stored = await patiently(lambda: self._log.get(event.id))
            if stored is None or not says_the_same(event, stored):
                await self._append_once(rejected(message, event, str(conflict)))
            if stored is not None and same_number(event, stored):
                self._committed([event], [stored.position])
            else:
                await self._sign(event)
        except Exception as error:  # noqa: BLE001 (a single event that the log refuses)
            await self._append_once(rejected(message, event, str(error)))
            await self._sign(event)

    async def _sign(self, event: Event) -> None:
        """See to it that the number of `event` is in the log, if it has one."""
        if (sign := sign_of(event)) is None:
            return
        try:
            await self._append_once(sign)
        except Exception as fault:  # noqa: BLE001 (what is wrong with the event may be in its sign)
            _log.warning("event %s has no receipt: %s", event.id, fault)

    async def _append_once(self, event: Event) -> None:
        """Append an event whose id says all; in whatever words it is there already, it is there."""
        try:
            await self._append([event])
        except EventIdConflict as conflict:
            self._committed([event], [Position(conflict.position)])


def says_the_same(event: Event, stored: Recorded) -> bool:
    """Whether `stored`, which has the same id, is this event from an earlier arrival."""
    if event.type != stored.type or event.subject != stored.subject:
        return False
    try:
        before = stored.data
    except SomsError:
        return False
    return apart_from_the_clock(event.data).to_json() == apart_from_the_clock(before).to_json()


def same_number(event: Event, stored: Recorded) -> bool:
    """Whether `stored` brought the number of `event` into the log already."""
    number = number_of(event.data)
    return number is not None and event.subject == stored.subject and number == _number(stored)


def _number(stored: Recorded) -> Numbering | None:
    try:
        return number_of(stored.data)
    except SomsError:
        return None


def rejected(message: Message, event: Event, reason: str) -> Event:
    """The rejection of `event`; the same for every repeat of the message."""
    digest = sha256(message.payload).hexdigest()
    event_id = uuid5(event.id, f"rejected/{message.topic}/{digest}")
    return rejection(message, reason, event_id=event_id)
