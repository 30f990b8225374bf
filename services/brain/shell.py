"""Follows the log and asks the model what was decided to be asked; each prompt is answered once.

The checkpoint stands before the oldest prompt without an answer, so a restart takes it up again:
asks, if it is young, and else records that it was abandoned. What a hub held long before its brain
first ran, as an imported log does, is nobody's question any more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from events.brain import Configured, ModelPrompted
from events.envelope import Event, Recorded
from events.errors import EventIdConflict, EventRefused, InvalidCloudEvent, LogUnavailable
from events.eventlog import Checkpoint, EventLog, Page
from events.identity import START, Position
from events.query import Query
from handlers.brain.requests import digest_of, full_request
from services.brain.answers import answer_id, answered, prompt_of
from services.brain.asking import PATIENCE, Asked, Patience, ask
from services.brain.configuration import Configuration
from services.brain.errors import Abandoned, MalformedReply, ModelError, RefusedBy
from services.brain.servers import ModelServer
from services.waiting import patiently

NAME = "brain"
"""Of the checkpoint."""

AT_ONCE = 2
"""Questions that the model is asked at a time; the next ones wait in the log."""

FORGOTTEN_AFTER = timedelta(minutes=5)
"""A prompt that nobody asked for so long shows an office that has changed since."""

YOUNG_PROMPTS = 200
"""That are looked at, at most, at the first start; no loop decides so many in that time."""

CHECKPOINT_EVERY = 2_000
"""Positions without a prompt that the checkpoint may be behind."""

PAUSE_S = 1.0

PROMPTS = Query(types=frozenset({ModelPrompted.event_type}))

_log = logging.getLogger(__name__)


class Shell:
    """Answers the prompts of a log."""

    def __init__(
        self,
        log: EventLog,
        server: ModelServer,
        configuration: Configuration,
        patience: Patience = PATIENCE,
    ) -> None:
        self._log = log
        self._server = server
        self._configuration = configuration
        self._patience = patience
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._open: set[Position] = set()
        """Prompts that were met and have no answer yet."""
        self._past = START
        """What the log held at the start: the answers to these prompts may be in it as well."""
        self._known: dict[UUID, Configured] = {}
        """The configuration that was looked up last."""
        self._reached = START
        self._stored = START

    async def begin(self) -> None:
        """Go on at the checkpoint; at the first start ever, before what is still young."""
        self._reached = self._stored = await self._log.checkpoint(NAME)
        self._past = (await self._log.head()).position
        if self._reached == START:
            # Of an empty log, nothing: but from now on it is told from one that never ran.
            self._reached = max(await self._before_the_young(), Position(1))
            await self._store()

    async def _before_the_young(self) -> Position:
        """The loop may have asked, by a configuration of the log's, before anybody could answer."""
        head = await self._log.head()
        newest = await self._log.backward(query=PROMPTS, limit=YOUNG_PROMPTS)
        young = [one.position for one in newest if not _is_forgotten(one)]
        return Position(min(young) - 1) if young else head.position

    async def run(self) -> None:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            async for page in self._pages():
                self._open.update(prompted.position for prompted in page.events)
                for prompted in page.events:
                    await self._slots.acquire()
                    tasks.create_task(self._settle(prompted))
                self._reached = page.position
                if self._settled() - self._stored >= CHECKPOINT_EVERY:
                    await patiently(self._store)

    async def _pages(self) -> AsyncIterator[Page]:
        while True:
            try:
                async for page in self._log.subscribe(after=self._reached, query=PROMPTS):
                    yield page
            except LogUnavailable as error:
                _log.warning("%s; following again", error)
            await asyncio.sleep(PAUSE_S)

    async def _settle(self, prompted: Recorded) -> None:
        try:
            if not await self._is_answered(prompted):
                await self._answer(prompted)
            self._open.discard(prompted.position)
        finally:
            self._slots.release()

    async def _is_answered(self, prompted: Recorded) -> bool:
        """Whether the answer is in the log; of what was not there at the start, it is not yet."""
        if prompted.position > self._past:
            return False
        return await patiently(lambda: self._log.get(answer_id(prompted))) is not None

    async def _answer(self, prompted: Recorded) -> None:
        asked = await self._asked(prompted)
        if isinstance(asked.outcome, ModelError):
            _log.warning("no answer to prompt %d: %s", prompted.position, asked.outcome)
        event = self._answered(prompted, asked)
        try:
            await patiently(lambda: self._append(prompted, event))
        except (InvalidCloudEvent, EventRefused) as error:
            # Whatever it is, a reply that the log cannot hold is none.
            failed = Asked(MalformedReply(str(error)), asked.attempts, asked.duration_ms)
            await patiently(lambda: self._append(prompted, self._answered(prompted, failed)))

    def _answered(self, prompted: Recorded, asked: Asked) -> Event:
        prompt = prompt_of(prompted)
        return answered(prompted, asked, self._configuration.digest_of(prompt.model))

    async def _asked(self, prompted: Recorded) -> Asked:
        if _is_forgotten(prompted):
            return Asked(Abandoned(), 0, 0.0)
        try:
            request = await patiently(lambda: self._request(prompted))
        except RefusedBy as error:
            return Asked(error, 0, 0.0)
        return await ask(self._server, request, self._patience)

    async def _request(self, prompted: Recorded) -> dict[str, object]:
        """The whole request. Raises `RefusedBy` if it is not the one that was decided."""
        prompt = prompt_of(prompted)
        try:
            configured = await self._configured(UUID(prompt.configuration))
            request = full_request(configured, prompt.request["messages"])
            digest = digest_of(request)
        except (ValueError, KeyError, TypeError) as error:
            raise RefusedBy(f"the prompt is no request: {error!r}") from None
        if digest != prompt.request_digest:
            raise RefusedBy(f"the request's digest is {digest}, not {prompt.request_digest}")
        return request

    async def _configured(self, event_id: UUID) -> Configured:
        """What was configured; nearly always the same as for the prompt before."""
        if event_id not in self._known:
            event = await self._log.get(event_id)
            if event is None or not isinstance(event.data, Configured):
                raise RefusedBy(f"configuration {event_id} is not in the log")
            self._known = {event_id: event.data}
        return self._known[event_id]

    async def _append(self, prompted: Recorded, event: Event) -> None:
        """Record the answer, and where to go on after it."""
        checkpoint = Checkpoint(NAME, self._settled(besides=prompted.position))
        try:
            await self._log.append([event], checkpoint=checkpoint)
        except EventIdConflict:
            _log.info("prompt %d was answered by another process", prompted.position)
            return
        self._stored = checkpoint.position

    def _settled(self, besides: Position = START) -> Position:
        """Everything up to here has an answer, once the prompt at `besides` has one."""
        others = self._open - {besides}
        return Position(min(others) - 1) if others else self._reached

    async def _store(self) -> None:
        position = self._settled()
        await self._log.store_checkpoint(Checkpoint(NAME, position))
        self._stored = position


def _is_forgotten(prompted: Recorded) -> bool:
    return datetime.now(UTC) - prompted.recorded_at > FORGOTTEN_AFTER
