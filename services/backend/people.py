"""The parts of the backend that know people: the decider, their names, their accounts."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

from events.eventlog import PostgresEventLog
from handlers.people import PeopleDecider
from services.accounts import Accounts
from services.accounts.signing_in import SigningIn
from services.deciding import DeciderSnapshots, Deciding, keep_deciding
from services.people import People, PostgresKeys
from services.settings import Settings
from services.snapshots import Snapshots
from services.waiting import patiently


@dataclass(frozen=True)
class PeopleParts:
    """Opened over a log; `tasks` keep them going."""

    people: People
    accounts: Accounts
    deciding: Deciding

    @classmethod
    async def opened(cls, log: PostgresEventLog, settings: Settings) -> Self:
        """Raises `LogUnavailable`."""
        accounts = await Accounts.opened(log, settings)
        deciding = Deciding(log, PeopleDecider(), DeciderSnapshots(Snapshots(log)))
        await deciding.load()
        people = People(deciding, PostgresKeys(log), accounts.credentials)
        return cls(people, accounts, deciding)

    @property
    def signing_in(self) -> SigningIn:
        return SigningIn(self.people, self.accounts.credentials, self.accounts.limits)

    def tasks(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return keep_deciding(self.deciding), self.accounts.run(), patiently(self.people.finish)
