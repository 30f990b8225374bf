"""`/voice-events`: what is said aloud just now."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events.envelope import Event
from events.identity import Subject, new_id
from events.payload import Payload
from events.voice import Requested, Synthesised
from tests.integration.projector.test_projector import Hub


def about(utterance: str, data: Payload, *, ago_s: float = 0.0) -> Event:
    time = datetime.now(UTC) - timedelta(seconds=ago_s)
    return Event(new_id(), data, "/services/test", Subject.of("utterance", utterance), time)


def synthesised(utterance: str) -> Synthesised:
    return Synthesised(
        utterance=utterance,
        audio_url="/audio/made.wav",
        audio_digest="0" * 64,
        duration_s=1.0,
        speaker=1,
        engine="test",
    )


async def recent(backend: httpx.AsyncClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await backend.get("/voice-events/recent")).json()
    return found


async def test_what_is_to_be_said_is_heard_newest_first(backend: httpx.AsyncClient) -> None:
    said = {"message": "こんにちは", "audio_url": "/audio/a.wav", "zone": "main", "tone": "caring"}
    first = (await backend.post("/voice-events/", json=said)).json()
    assert {name: first[name] for name in said} == said
    assert set(first) == {*said, "id", "created_at"}
    assert isinstance(first["id"], int)
    second = (await backend.post("/voice-events/", json={"message": "Hi"})).json()
    assert (second["tone"], second["zone"], second["audio_url"]) == ("neutral", None, None)
    assert await recent(backend) == [second, first]


@pytest.mark.parametrize("said", [{}, {"message": ""}, {"message": "x", "tone": "angry"}])
async def test_what_cannot_be_said_is_refused(
    backend: httpx.AsyncClient, said: dict[str, object]
) -> None:
    assert (await backend.post("/voice-events/", json=said)).status_code == 422


async def test_a_reminder_is_heard_once_it_has_a_sound(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    wanted = Requested(utterance="u1", purpose="reminder", text="Please", zone="main", task=1)
    await office.log.append([about("u1", wanted)])
    assert await recent(backend) == []
    await office.log.append([about("u1", synthesised("u1"))])
    (heard,) = await recent(backend)
    assert (heard["message"], heard["audio_url"]) == ("Please", "/audio/made.wav")


async def test_an_announcement_is_played_with_its_task(
    office: Hub, backend: httpx.AsyncClient
) -> None:
    wanted = Requested(utterance="u1", purpose="announcement", audio_url="/a.wav", task=1)
    await office.log.append([about("u1", wanted)])
    assert await recent(backend) == []
