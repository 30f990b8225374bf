"""Voice: what is to be said, what was synthesised, what was heard."""

from typing import Literal

from pydantic import Field

from events.payload import Payload

Tone = Literal["neutral", "caring", "humorous", "alert"]


class Requested(Payload):
    """Something is to be said aloud."""

    utterance: str
    purpose: str
    """`speak`, `announcement`, `completion`, `reminder`, `rejection`, `feedback` …"""
    text: str | None = None
    """What to say; absent where the text is still to be written."""
    audio_url: str | None = None
    """Sound that is there already; then nothing is synthesised."""
    zone: str | None = None
    tone: Tone = "neutral"
    task: int | None = None


class TextGenerated(Payload, exogenous=True):
    """The words for an utterance were written."""

    utterance: str
    text: str
    model: str | None = None
    """Absent when a fixed template was used."""


class Synthesised(Payload, exogenous=True):
    """An utterance became sound."""

    utterance: str
    audio_url: str
    audio_digest: str
    """SHA-256 of the file, hex."""
    duration_s: float = Field(ge=0)
    speaker: int
    engine: str


class Failed(Payload, exogenous=True):
    """An utterance could not be written or synthesised."""

    utterance: str
    stage: Literal["text", "synthesis"]
    error: str


class Played(Payload, exogenous=True):
    """A loudspeaker played an utterance."""

    utterance: str
    zone: str | None = None
    player: str | None = None
