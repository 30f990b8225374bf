"""Whether a retained message is news: not if the log's last word on the same thing was just that.

A broker repeats what it retains to every new subscription, and does not say when it was published.
Between two subscriptions a value may have come back: 21, 22, and 21 again while nobody listened. So
the log is asked about each thing that a retained message tells, and about no other message. What
came back is another fact than the first; its id follows from what it contradicts, so that it is one
event too, however often it is told.
"""

from collections.abc import Hashable, Sequence
from uuid import UUID, uuid5

import orjson

from events.envelope import Event, Recorded
from events.eventlog.protocol import EventLog
from events.query import Query
from handlers.dialects.message import Message
from handlers.dialects.moment import REPORTED
from services.recorder.leftovers import says_the_same
from services.waiting import patiently

LOOKED_THROUGH = 32
"""Newest events about the same subject that are searched for the last word. What lies deeper is not
found: the message then is the fact that it was when it first came."""


class Retained:
    """Judges the retained messages of one batch, in order."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._heard: dict[str, Message] = {}
        """The last message of the batch on each topic."""

    def hear(self, message: Message) -> None:
        """This message comes before the next one that is judged."""
        self._heard[message.topic] = message

    async def judge(self, message: Message, events: Sequence[Event]) -> Message | None:
        """The message under its id of now; None if all that it tells is known."""
        if events[0].id != message.id:
            return message  # the device names its messages
        before = self._heard.get(message.topic)
        if before is not None:
            known = before.payload == message.payload
            return None if known else _contradicting(message, before.id)
        known = True
        for event in events:
            word = await self._last_word(event)
            if word is not None and not says_the_same(event, word):
                return _contradicting(message, word.id)
            known = known and word is not None
        return None if known else message

    async def _last_word(self, event: Event) -> Recorded | None:
        about = Query(about=frozenset({event.subject}), types=frozenset({event.type}))
        newest = await patiently(lambda: self._log.backward(query=about, limit=LOOKED_THROUGH))
        wanted = _thing(event.source, event.data.to_json())
        return next((one for one in newest if _thing(one.source, one.data_json) == wanted), None)


def _contradicting(message: Message, other: UUID) -> Message:
    return message._replace(id=uuid5(message.id, str(other)))


def _thing(source: str, data_json: bytes) -> Hashable:
    """What an event is about, as far as it tells: who says it, and which fields and details."""
    data = orjson.loads(data_json)
    fields = frozenset(data) | frozenset(data.get("details", ()))
    return source, data.get("channel"), data.get("topic"), fields - {REPORTED}
