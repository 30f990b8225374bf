"""The stream: whoever comes back is told everything since, however long they were away."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from events.eventlog.postgres.wakeups import Listener
from events.identity import Position
from services.backend.broadcast import Broadcast
from services.backend.feed import Feed
from services.backend.telling import Telling
from tests.integration.projector.test_projector import Hub

LONG_AWAY = 12_000
"""Events that were missed: more than one page of anything."""


@dataclass(frozen=True)
class Message:
    """One server-sent event."""

    kind: str
    id: int | None
    data: dict[str, Any]


async def messages(answer: httpx.Response) -> AsyncIterator[Message]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, text = line.partition(": ")
            fields[name] = text
        elif "data" in fields:
            told = int(fields["id"]) if "id" in fields else None
            yield Message(fields["event"], told, json.loads(fields["data"]))
            fields = {}


async def told(
    client: httpx.AsyncClient, include: str, last: int, done: Callable[[Message], bool]
) -> list[Message]:
    """What a stream says from `Last-Event-ID: last` to the first message that is `done`."""
    heard: list[Message] = []
    parameters, headers = {"include": include}, {"Last-Event-ID": str(last)}
    async with (
        asyncio.timeout(30),
        client.stream("GET", "/stream", params=parameters, headers=headers) as answer,
    ):
        async for message in messages(answer):
            heard.append(message)
            if done(message):
                break
    return heard


def event_at(position: int) -> Callable[[Message], bool]:
    return lambda message: message.kind == "event" and message.data["position"] >= position


def a_view(message: Message) -> bool:
    return message.kind == "view"


def positions(heard: list[Message]) -> list[int]:
    return [message.data["position"] for message in heard if message.kind == "event"]


async def test_who_was_away_for_long_is_told_every_event_in_order(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.append(LONG_AWAY)
    heard = await told(backend, "events", 0, event_at(LONG_AWAY))
    assert positions(heard) == list(range(1, LONG_AWAY + 1))
    assert [message.id for message in heard] == positions(heard)


async def test_views_among_events_are_told_when_all_events_before_them_are(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.append(LONG_AWAY)
    await office.projected()
    heard = await told(backend, "zones,events", 0, a_view)
    assert positions(heard) == list(range(1, LONG_AWAY + 1))
    assert heard[-1].kind == "view"
    assert heard[-1].id == LONG_AWAY


async def test_a_stream_that_has_caught_up_goes_on_without_a_gap_or_a_repeat(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.append(20)
    listening = asyncio.create_task(told(backend, "events", 5, event_at(60)))
    for ordinal in range(40):
        await office.append(1, first=ordinal)
    assert positions(await listening) == list(range(6, 61))


async def test_what_happens_before_a_stream_comes_to_listen_is_told(office: Hub) -> None:
    await office.append(1)
    projector = await office.projected()
    feed = Feed(office.reader, Listener(office.dsn, "views"))
    stream = Telling(office.log, feed, Broadcast(), frozenset({"zones"})).messages(Position(1))
    await office.append(1, first=1)
    await office.catch_up(projector)
    assert (await anext(stream)).comment == "soms"
    async with asyncio.timeout(10):
        message = await anext(stream)
    assert (message.event, message.id) == ("view", "2")
    await stream.aclose()


async def test_a_position_beyond_the_head_is_taken_for_the_head(
    backend: httpx.AsyncClient, office: Hub
) -> None:
    await office.append(3)
    listening = asyncio.create_task(told(backend, "events", 999_999, event_at(4)))
    await asyncio.sleep(0.5)
    await office.append(1)
    assert positions(await listening) == [4]
