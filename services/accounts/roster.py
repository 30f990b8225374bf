"""Who there is and what they may, as the log says: what a request's caller is looked up in."""

import asyncio
import logging
from collections.abc import Sequence

from events.envelope import Recorded
from events.errors import LogUnavailable
from events.eventlog import EventLog
from events.identity import START, Position
from events.query import Query
from projections.people import People, Person, person_key
from projections.projection import State
from projections.runtime import fold
from services.waiting import LEISURE_S, at_a_pace

PAUSE_S = 1.0
"""After a failure of the database, before following on."""

_PEOPLE = People()
_ABOUT_PEOPLE = Query(types=_PEOPLE.handles)

logger = logging.getLogger(__name__)


class Roster:
    """Follows the log: `load` it, then `run` it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._people: State[Person] = State()
        self._position: Position = START

    async def load(self) -> None:
        """Come to the end of the log. Raises `LogUnavailable`."""
        async for page in self._log.pages(after=self._position, query=_ABOUT_PEOPLE):
            self._take(page.events, page.position)

    async def run(self) -> None:
        """Follow for ever."""
        while True:
            try:
                pages = self._log.subscribe(after=self._position, query=_ABOUT_PEOPLE)
                async for page in at_a_pace(pages, LEISURE_S):
                    self._take(page.events, page.position)
            except LogUnavailable as error:
                logger.warning("%s; following on", error)
            await asyncio.sleep(PAUSE_S)

    async def person(self, number: int) -> Person | None:
        """Somebody who is not known is looked for once more: they may have come just now."""
        key = person_key(number)
        if self._people.get(key) is None:
            await self.load()
        return self._people.get(key)

    def has_left(self, number: int) -> bool:
        """Whether somebody is known to take part no more; at once, from what is at hand."""
        known = self._people.get(person_key(number))
        return known is not None and not known.takes_part

    def _take(self, events: Sequence[Recorded], position: Position) -> None:
        fold(_PEOPLE, self._people, [one for one in events if one.position > self._position])
        self._people.keep()
        self._position = max(self._position, position)
