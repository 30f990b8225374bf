"""Publishes each requested command at most once, whatever is killed and however many of us run.

That it is sent is recorded first, under an id that only one recording can have, and whoever wrote
it publishes, over the connection of that moment or never. What a crash left in between is sent
again only if twice is as good as once. No place is kept: what is older than the longest timeout is
overdue, and all that is younger is looked at anew at every start. What an import took over was
for the devices of where it comes from, and is passed over.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid5

from events.devices import CommandRequested, CommandSent, CommandTimedOut
from events.envelope import Event, Recorded
from events.errors import BusUnavailable, ConcurrencyConflict, EventIdConflict
from events.eventlog import EventLog
from events.eventlog.prepared import prepare
from events.identity import START, Position, Subject, new_id
from events.mqtt.errors import InvalidTopic
from events.query import Condition, Query
from handlers.device_commands import command_subject
from projections.commands import LONGEST_TIMEOUT_S, Command, Commands
from projections.projection import State
from projections.runtime import fold
from services.commander.calls import payload_of, topic_of
from services.commander.timeliness import is_overdue
from services.waiting import patiently

NAME = "commander"
"""Of the checkpoint up to which the log is another one's history, which commands nothing here."""

SOURCE = "/services/commander"
ACTOR = Subject("service:commander")

SENDINGS = 3
"""Publications of one request, at most, and more than one only where it is idempotent."""

LOOK_BACK = timedelta(seconds=LONGEST_TIMEOUT_S + 60.0)
"""What was requested before is overdue, also by a clock that is a little off."""

_GIVEN_UP = frozenset({CommandTimedOut.event_type})
_SENT_OR_GIVEN_UP = _GIVEN_UP | {CommandSent.event_type}
"""What only we ourselves say of a command.

An answer is not among it: any device can tell one of any command that it knows or foretells the id
of. Before a command was sent, no answer to it is honest; and what is sent again is as good as once.
"""
_REQUESTS = Query(types=frozenset({CommandRequested.event_type}))
_COMMANDS = Commands()

_log = logging.getLogger(__name__)


class Calls(Protocol):
    """Where commands go: the bus."""

    connected: asyncio.Event

    def publish_once(self, topic: str, payload: bytes) -> asyncio.Future[None]: ...


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Commander:
    """Follows a log and sends what it asks of devices, in its order."""

    def __init__(self, log: EventLog, bus: Calls, now: Callable[[], datetime] = wall_clock) -> None:
        self._log = log
        self._bus = bus
        self._now = now
        self._name = str(new_id())
        """Of this process, in what it records: another one's record is never taken for its own."""
        self.position: Position = START

    async def load(self) -> None:
        """Send what was left unsent, or perhaps unsent. Raises `LogUnavailable`."""
        commands: State[Command] = State()
        asked: dict[str, Recorded] = {}
        position = await self._log.position_at(self._now() - LOOK_BACK)
        position = max(position, await self._log.checkpoint(NAME))
        async for page in self._log.pages(after=position, query=Query(types=_COMMANDS.handles)):
            fold(_COMMANDS, commands, page.events)
            for event in page.events:
                if isinstance(event.data, CommandRequested):
                    asked.setdefault(event.data.request_id, event)
            position = page.position
        for request_id, event in asked.items():
            known = commands.get(request_id)
            if known is not None and known.is_open:
                await self.send(event, known.sendings + 1)
        self.position = position

    async def follow(self) -> None:
        """Send what is requested from now on, for ever. Raises `LogUnavailable`."""
        async for page in self._log.subscribe(after=self.position, query=_REQUESTS):
            await self._send_own(page.events)
            self.position = page.position

    async def _send_own(self, requests: Sequence[Recorded]) -> None:
        imported = await self._log.checkpoint(NAME) if requests else START
        for event in requests:
            if event.position > imported:
                await self.send(event)

    async def send(self, event: Recorded, sending: int = 1) -> None:
        """Publish the requested command, if it is still to be done and nobody else does it.

        Waits for the broker; what is overdue when it is there is left to time out.
        """
        wanted = event.data
        assert isinstance(wanted, CommandRequested)
        if sending > 1 and not (wanted.idempotent and sending <= SENDINGS):
            return
        await self._bus.connected.wait()
        if not self._is_overdue(event, wanted) and await self._record(event, wanted, sending):
            self._publish(event, wanted)

    async def _record(self, event: Recorded, wanted: CommandRequested, sending: int) -> bool:
        """Record that it is sent; whether that was us, and nobody before."""
        about = frozenset({command_subject(wanted.request_id)})
        condition = Condition(about, START, _SENT_OR_GIVEN_UP if sending == 1 else _GIVEN_UP)
        sent = prepare(self._sent(event, wanted, sending))
        try:
            # Asked again after a failure, the log knows it for the same event, or has none yet.
            await patiently(lambda: self._log.append([sent], condition=condition))
        except (ConcurrencyConflict, EventIdConflict):
            return False
        return True

    def _sent(self, event: Recorded, wanted: CommandRequested, sending: int) -> Event:
        return Event(
            id=uuid5(event.id, f"sent/{sending}"),
            data=CommandSent(
                request_id=wanted.request_id,
                device=wanted.device,
                sending=sending,
                sender=self._name,
            ),
            source=SOURCE,
            subject=event.subject,
            tags=event.tags,
            time=self._now(),
            causation_id=event.id,
            correlation_id=event.correlation_id or event.id,
            actor=ACTOR,
        )

    def _publish(self, event: Recorded, wanted: CommandRequested) -> None:
        if self._is_overdue(event, wanted):  # the log may have taken its time
            return
        try:
            confirmed = self._bus.publish_once(topic_of(wanted), payload_of(wanted))
        except (BusUnavailable, InvalidTopic, TypeError) as error:
            _log.warning("command %s was not sent: %s", wanted.request_id, error)
            return
        _log.info("command %s: %s, %s", wanted.request_id, wanted.device, wanted.tool)
        confirmed.add_done_callback(_noticed(wanted.request_id))

    def _is_overdue(self, event: Recorded, wanted: CommandRequested) -> bool:
        overdue = is_overdue(event, self._now())
        if overdue:
            _log.info("command %s is overdue and not sent", wanted.request_id)
        return overdue


def _noticed(request_id: str) -> "Callable[[asyncio.Future[None]], None]":
    def notice(confirmed: "asyncio.Future[None]") -> None:
        if not confirmed.cancelled() and (error := confirmed.exception()) is not None:
            _log.warning("command %s may not have arrived: %s", request_id, error)

    return notice
