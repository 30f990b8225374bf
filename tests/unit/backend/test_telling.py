"""What a stream claims to have told, it has told."""

import asyncio

from sse_starlette import ServerSentEvent

from events.envelope import Recorded
from events.eventlog import MemoryEventLog
from events.eventlog.postgres.wakeups import Listener
from events.identity import START, Position
from events.telemetry import ReadingRecorded
from services.backend.broadcast import Broadcast
from services.backend.feed import Delta, Feed
from services.backend.telling import Telling
from services.projector.reading import ViewReader
from tests.unit.story import recorded


def event(position: int) -> Recorded:
    data = ReadingRecorded(zone="main", channel="temperature", value=1.5)
    return recorded(data, "device:env_01", 0, position=position)


class Unchanged(Feed):
    """A feed in which nothing was missed."""

    async def since(self, position: Position) -> tuple[list[Delta], Position]:
        return [], position


async def told(items: list[Recorded | Delta], wanted: frozenset[str]) -> list[ServerSentEvent]:
    """What a stream over an empty log says of items that come while it listens."""
    log = MemoryEventLog("office")
    feed = Unchanged(ViewReader("", "office", log), Listener("", "views"))
    appended: Broadcast[Recorded] = Broadcast()
    messages = Telling(log, feed, appended, wanted).messages(START)
    assert (await anext(messages)).comment == "soms"
    first = asyncio.ensure_future(anext(messages))
    while not len(feed.deltas):
        await asyncio.sleep(0)
    heard: list[ServerSentEvent] = []
    for item in items:
        if isinstance(item, Recorded):
            appended.send(item)
        else:
            feed.deltas.send(item)
        heard.append(await (anext(messages) if heard else first))
    await messages.aclose()
    return heard


def change(position: int) -> Delta:
    return Delta("zones", "main", {}, Position(position))


async def test_a_view_that_is_ahead_of_the_events_claims_no_more_than_they_do() -> None:
    both = frozenset({"zones", "events"})
    heard = await told([event(1), change(2), event(2), change(2)], both)
    assert [message.id for message in heard] == [None, "1", None, "2"]


async def test_views_alone_claim_their_own_position() -> None:
    (message,) = await told([change(2)], frozenset({"zones"}))
    assert message.id == "2"
