"""What one stream tells: what was missed first, then what happens, without a gap or a repeat.

A message's id is the position up to which everything has been told. Where views are told, events
carry none: a view's change carries it, and never one beyond the last event that was told, so that
whoever breaks off there and comes back has missed neither.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack

import orjson
from sse_starlette import ServerSentEvent

from events.cloudevents import encode
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import START, Position
from services.backend.broadcast import Broadcast
from services.backend.feed import Delta, Feed
from services.backend.merging import merged

EVENTS = "events"

RETRY_MS = 1_000
"""After how long a browser whose stream broke comes back."""


class Telling:
    """One stream: what it is to tell, and how far it has come."""

    def __init__(
        self, log: EventLog, feed: Feed, appended: Broadcast[Recorded], wanted: frozenset[str]
    ) -> None:
        self._log = log
        self._feed = feed
        self._appended = appended
        self._events = EVENTS in wanted
        self._views = wanted - {EVENTS}
        self._events_told = START
        self._views_told = START

    async def messages(self, since: Position) -> AsyncGenerator[ServerSentEvent, None]:
        """Everything since a position that the log has reached, for ever."""
        yield ServerSentEvent(comment="soms", retry=RETRY_MS)
        self._events_told = since
        # The long way before listening, for a listener that is far behind is let go.
        async for message in self._missed_events():
            yield message
        with ExitStack() as listening:
            sources: list[AsyncIterator[Recorded | Delta]]
            sources = [listening.enter_context(self._feed.deltas.listen())]
            if self._events:
                sources.append(listening.enter_context(self._appended.listen()))
            async for message in self._missed(since):
                yield message
            async for item in merged(*sources):
                if (told := self._told(item)) is not None:
                    yield told

    async def _missed(self, since: Position) -> AsyncIterator[ServerSentEvent]:
        """What came to pass until we listened. Views are read first: no event of theirs is new."""
        deltas: list[Delta] = []
        if self._views:
            deltas, self._views_told = await self._feed.since(since)
        async for message in self._missed_events():
            yield message
        for delta in deltas:
            if delta.view in self._views:
                yield self._delta(delta)

    async def _missed_events(self) -> AsyncIterator[ServerSentEvent]:
        if self._events:
            async for page in self._log.pages(after=self._events_told):
                for event in page.events:
                    yield self._event(event)

    def _told(self, item: Recorded | Delta) -> ServerSentEvent | None:
        """The message about something new, unless it has been told already."""
        if isinstance(item, Recorded):
            return self._event(item) if item.position > self._events_told else None
        is_new = item.view in self._views and item.position > self._views_told
        return self._delta(item) if is_new else None

    def _event(self, event: Recorded) -> ServerSentEvent:
        self._events_told = event.position
        told = None if self._views else str(event.position)
        return ServerSentEvent(encode(event).decode(), event="event", id=told)

    def _delta(self, delta: Delta) -> ServerSentEvent:
        told = min(delta.position, self._events_told) if self._events else delta.position
        data = orjson.dumps(delta.as_object(), option=orjson.OPT_UTC_Z).decode()
        return ServerSentEvent(data, event="view", id=str(told))
