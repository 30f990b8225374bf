"""`/voice-events`: what is to be said aloud, and what loudspeakers are to play just now."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from events.envelope import Event, Recorded
from events.eventlog import EventLog
from events.identity import Subject, new_id
from events.query import Query
from events.voice import Requested, Synthesised, Tone
from handlers.tasks.subjects import zone_tags
from services.accounts import Caller, requires
from services.backend.desk import SOURCE
from services.backend.task_bodies import Body, Name, Text, Url

router = APIRouter(prefix="/voice-events", tags=["voice"])

RECENT = timedelta(seconds=60)

SPEAK = "speak"
PLAYED_FROM_HERE = frozenset({SPEAK, "reminder"})
"""Announcements and completions come with their task, where clients have always looked for them."""

_REQUESTED, _SYNTHESISED = Requested.event_type, Synthesised.event_type


class NewUtterance(Body):
    """What to say."""

    message: Annotated[Text, Field(min_length=1)]
    audio_url: Url | None = None
    zone: Name | None = None
    tone: Tone = "neutral"


@router.post("/")
async def speak(
    new: NewUtterance,
    request: Request,
    caller: Annotated[Caller, requires("kiosk", "service")],
) -> dict[str, Any]:
    """Say something aloud; what has no sound yet is synthesised."""
    log: EventLog = request.app.state.log
    event_id, zone = new_id(), new.zone or None
    wanted = Requested(
        utterance=str(event_id),
        purpose=SPEAK,
        text=new.message,
        audio_url=new.audio_url,
        zone=zone,
        tone=new.tone,
    )
    event = Event(
        id=event_id,
        data=wanted,
        source=SOURCE,
        subject=Subject.of("utterance", event_id),
        time=datetime.now(UTC),
        tags=zone_tags(zone),
        actor=caller.actor,
    )
    (position,) = await log.append([event])
    return _object(position, wanted, wanted.audio_url, event.time)


@router.get("/recent")
async def recent(request: Request) -> list[dict[str, Any]]:
    """What became audible within the last minute, newest first."""
    log: EventLog = request.app.state.log
    since = await log.position_at(datetime.now(UTC) - RECENT)
    types = Query(types=frozenset({_REQUESTED, _SYNTHESISED}))
    events = [one async for page in log.pages(after=since, query=types) for one in page.events]
    requests = await _requests(log, events)
    return [found for one in reversed(events) if (found := _audible(one, requests)) is not None]


async def _requests(log: EventLog, events: Iterable[Recorded]) -> Mapping[str, Recorded]:
    """By utterance, the request for it; of a slow synthesis, it lies farther back."""
    requests = {one.subject.name: one for one in events if one.type == _REQUESTED}
    for one in events:
        if one.subject.name not in requests:
            about = Query(about=frozenset({one.subject}), types=frozenset({_REQUESTED}))
            requests.update((one.subject.name, found) for found in await log.backward(query=about))
    return requests


def _audible(event: Recorded, requests: Mapping[str, Recorded]) -> dict[str, Any] | None:
    """The utterance that can be heard from this event on, if there is one to be played here."""
    found = requests.get(event.subject.name)
    wanted = None if found is None else found.data
    if found is None or not isinstance(wanted, Requested):
        return None
    if wanted.purpose not in PLAYED_FROM_HERE:
        return None
    is_made = isinstance(event.data, Synthesised)
    if not is_made and wanted.audio_url is None and wanted.purpose != SPEAK:
        return None  # without words and sound, there is nothing to show for it yet
    audio_url = event.data.audio_url if isinstance(event.data, Synthesised) else wanted.audio_url
    return _object(found.position, wanted, audio_url, event.time)


def _object(
    position: int, wanted: Requested, audio_url: str | None, time: datetime
) -> dict[str, Any]:
    return {
        "id": position,
        "message": wanted.text or "",
        "audio_url": audio_url,
        "zone": wanted.zone,
        "tone": wanted.tone,
        "created_at": time,
    }
