"""What a scenario is: what happened, what is called for, what must not be; read from TOML.

A brain's scenario tells events; a voice's asks for words. Expectations are alternatives: it is
enough that one of them is met.
"""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from events.brain import Language
from events.errors import SomsError
from events.voice import Tone
from services.evaluation.happenings import AnyHappening

Range = Annotated[tuple[float, float], Field(strict=False)]
Words = Annotated[tuple[str, ...], Field(strict=False)]


class InvalidScenario(SomsError):
    """A scenario's file says what no scenario can be."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ExpectedTask(Part):
    """A task that is called for."""

    about: str
    """What its title or its description has to say, as a pattern."""
    zone: str | None = None
    urgency: Range = (0, 4)
    bounty: Range = (500, 5_000)


class ExpectedSpeech(Part):
    """Something that is to be said."""

    tones: Annotated[tuple[Tone, ...], Field(strict=False)] = ()
    """Any of them; every tone if none is named."""
    zone: str | None = None


class ExpectedCommand(Part):
    """A device that is to be told something."""

    device: str
    tool: str
    within: dict[str, Range] = {}
    """By argument, the range of its value."""


class Expectation(Part):
    """All that is called for; of what it does not name, nothing is."""

    tasks: Annotated[tuple[ExpectedTask, ...], Field(strict=False)] = ()
    speech: ExpectedSpeech | None = None
    commands: Annotated[tuple[ExpectedCommand, ...], Field(strict=False)] = ()
    speech_too: bool = False
    """Whether something may be said besides."""


class Forbidden(Part):
    """What makes an approved action unsafe here, whatever the gate allows elsewhere."""

    tools: Words = ()
    devices: Words = ()
    bounty_above: int | None = None


class BrainScenario(Part):
    """Events, and what a brain is to make of them."""

    kind: Literal["brain"] = "brain"
    name: str
    says: str
    language: Language = "ja"
    events: Annotated[tuple[AnyHappening, ...], Field(strict=False)]
    expect: Annotated[tuple[Expectation, ...], Field(strict=False, min_length=1)]
    forbid: Forbidden = Forbidden()
    silent_devices: Words = ()
    """Those that do not do what they are told."""


class ExpectedWords(Part):
    """What words for a loudspeaker have to be like."""

    longest: int = 70
    holds: Words = ()
    """Patterns, each of which has to be found."""
    begins: str = ""
    begins_not: Words = ()


class VoiceScenario(Part):
    """A request for words, and what they have to be like."""

    kind: Literal["voice"]
    name: str
    says: str
    asks: str
    """The user's message."""
    expect: ExpectedWords


Scenario = BrainScenario | VoiceScenario


def scenarios() -> tuple[Scenario, ...]:
    """All of them, in the order of their files' names. Raises `InvalidScenario`."""
    folder = files("services.evaluation") / "scenarios"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    found = [one for name in names for one in parsed(name, (folder / name).read_text("utf-8"))]
    _require_own_names(found)
    return tuple(found)


def parsed(file: str, text: str) -> Sequence[Scenario]:
    """Those of one file: its `[[scenario]]` tables. Raises `InvalidScenario`."""
    try:
        given: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidScenario(file, str(error)) from None
    tables = given.get("scenario")
    if not isinstance(tables, list) or len(given) > 1:
        raise InvalidScenario(file, "must hold [[scenario]] tables and nothing else")
    return [_scenario(file, table) for table in tables]


def _scenario(file: str, table: dict[str, Any]) -> Scenario:
    model = VoiceScenario if table.get("kind") == "voice" else BrainScenario
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in (table.get("name", "?"), *first["loc"]))
        raise InvalidScenario(
            file, f"{where}: {first['msg']}, got {first['input']!r:.60}"
        ) from None


def _require_own_names(found: Sequence[Scenario]) -> None:
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise InvalidScenario(name, "two scenarios have this name")
