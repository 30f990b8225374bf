"""What the brain thinks with, as a fact: recorded at the start and when it changes, never twice.

A model server that is away says nothing about its model, so what it said before stays true. One
that comes to say something else has to say so twice, for a moment's answer is no change.
"""

import logging
from datetime import UTC, datetime

from events.brain import Configured, Options
from events.envelope import Event
from events.eventlog import EventLog
from events.identity import Subject, new_id
from events.query import Query
from handlers.brain.prompts import prompt_in
from handlers.tools import tool_schemas
from services.brain.answers import ACTOR, SOURCE
from services.brain.asking import as_model_error
from services.brain.servers import ModelServer
from services.settings import Settings
from services.time_zone import zone_info

_log = logging.getLogger(__name__)


def configured(settings: Settings, model_digest: str | None) -> Configured:
    """What the settings, the released constitution and the tools come to."""
    prompt = prompt_in(settings.brain_language)
    return Configured(
        model=settings.llm_model,
        model_digest=model_digest,
        language=settings.brain_language,
        prompt_version=prompt.version,
        prompt=prompt.text,
        prompt_digest=prompt.digest,
        tools=tool_schemas(),
        options=Options(
            num_ctx=settings.brain_num_ctx,
            num_predict=settings.brain_num_predict,
            temperature=settings.brain_temperature,
            seed=settings.brain_seed,
        ),
        keep_alive=settings.brain_keep_alive,
        think=settings.thinking,
        context_tokens=settings.brain_context_tokens,
        utc_offset_s=_utc_offset_s(settings),
        bounty_milli=settings.wished_bounty_milli,
    )


def _utc_offset_s(settings: Settings) -> int:
    """Of the office's clock, as it stands now."""
    offset = datetime.now(zone_info(settings.timezone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


class Configuration:
    """Keeps `brain.configured` true."""

    def __init__(self, log: EventLog, server: ModelServer, settings: Settings) -> None:
        self._log = log
        self._server = server
        self._settings = settings
        self._seen: str | None = None
        """What the server said of the model last."""
        self._told: Configured | None = None
        """What is recorded."""

    async def record(self) -> None:
        """At the start: record what is configured, if the log says otherwise."""
        self._told = await self._last()
        self._seen = await self._said(self.digest_of(self._settings.llm_model))
        await self._tell(self._seen)

    async def look(self) -> None:
        """Later: record what has changed since, be it the model or the hour of the office."""
        known = self.digest_of(self._settings.llm_model)
        said = await self._said(self._seen)
        is_settled = said == self._seen or known is None
        self._seen = said
        await self._tell(said if is_settled else known)

    def digest_of(self, model: str) -> str | None:
        """What is recorded of a model, if it is the one that was recorded last."""
        told = self._told
        return told.model_digest if told is not None and told.model == model else None

    async def _said(self, otherwise: str | None) -> str | None:
        try:
            return await self._server.model_digest(self._settings.llm_model)
        except Exception as error:  # noqa: BLE001  (as with a question)
            _log.info("what the model is cannot be asked: %s", as_model_error(error))
            return otherwise

    @property
    def _subject(self) -> Subject:
        return Subject.of("brain", self._log.hub)

    async def _last(self) -> Configured | None:
        query = Query(about=frozenset({self._subject}), types=frozenset({Configured.event_type}))
        found = await self._log.backward(query=query, limit=1)
        if not found:
            return None
        assert isinstance(found[0].data, Configured)
        return found[0].data

    async def _tell(self, model_digest: str | None) -> None:
        wanted = configured(self._settings, model_digest)
        if self._told is not None and self._told.to_json() == wanted.to_json():
            return
        event = Event(
            id=new_id(),
            data=wanted,
            source=SOURCE,
            subject=self._subject,
            time=datetime.now(UTC),
            actor=ACTOR,
        )
        await self._log.append([event])
        self._told = wanted
