"""The books of one hub as the wallet's routes use them: commands, accounts, statements.

What is asked without a moment is answered from what the ledger knows, after it has caught up with
the log: whoever was told of a movement reads it. What is asked of the past comes from the views.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.credits import SYSTEM, Transferred, wallet
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.query import Query
from handlers.credits.books import ACCOUNTS, RESERVES, SUPPLY, TASKS
from handlers.decider import Known
from projections.accounts import Account
from projections.reserves import reserved_for
from projections.statement_marks import (
    EVERY,
    Entry,
    StatementMark,
    StatementMarks,
    entries_back,
    mark_above,
)
from projections.supply import KEY as ALL_CREDITS
from projections.supply import Supply
from projections.tasks import task_key
from services.accounts.roster import Roster
from services.deciding import Deciding
from services.projector.reading import ViewReader

MARKS = StatementMarks()
_MOVEMENTS = frozenset({Transferred.event_type})


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement, and what the accounts that it touched had after it."""

    event: Recorded
    balances: Mapping[str, int]


@dataclass(slots=True)
class Books:
    """Commands and questions of the wallet."""

    log: EventLog
    ledger: Deciding
    reader: ViewReader
    roster: Roster

    async def welcome(self, person: int) -> None:
        """See to it that somebody who takes part has a wallet; others have one or have none."""
        if self._known(person) is not None:
            return  # it stays open
        known = await self.roster.person(person)
        if known is not None and known.takes_part:
            await self.ledger.give("open_wallet", {"person": person})

    async def knows_task(self, number: int) -> bool:
        """Whether it is a task of this office, by now."""
        await self.catch_up()
        return self.ledger.row(TASKS, task_key(number)) is not None

    async def move(self, name: str, arguments: Mapping[str, Any], actor: Subject | None) -> Moved:
        """Carry out a command that moves credits. Raises `Refused`."""
        balances: dict[str, int] = {}

        def see(known: Known) -> None:
            rows = known.of(ACCOUNTS).rows()
            accounts = _accounts_of(arguments)
            balances.update({one: rows[one].balance_milli for one in accounts if one in rows})

        event = await self.ledger.give(name, arguments, actor=actor, see=see)
        assert event is not None, "a movement is an event or a refusal"
        return Moved(event, balances)

    async def account(self, person: int) -> tuple[Account | None, Position]:
        """A person's account as it is now, and the position that this is.

        Whoever takes part has one, if only an empty one that was never used.
        """
        await self.catch_up()
        account, position = self._known(person), self.ledger.position
        known = None if account is not None else await self.roster.person(person)
        if known is not None and known.takes_part:
            account = Account(wallet(person), known.registered_at, known.registered_at)
        return account, position

    def reserved(self, person: int) -> int:
        """What waits in escrow for somebody, as far as the ledger knows."""
        return reserved_for(person, self.ledger.rows(RESERVES).values())

    async def reserved_at(self, person: int, position: Position) -> int:
        past = await self.reader.at(RESERVES, position)
        return reserved_for(person, past.rows.values())

    def has_wallet(self, person: int) -> bool:
        return self._known(person) is not None

    def _known(self, person: int) -> Account | None:
        return self.ledger.row(ACCOUNTS, wallet(person))

    async def account_at(self, person: int, position: Position) -> Account | None:
        """The account as it was."""
        past = await self.reader.at(ACCOUNTS, position, wallet(person))
        return past.rows.get(wallet(person))

    async def supply(self) -> tuple[Supply, Position]:
        """All credits as they are now, and the position that this is."""
        await self.catch_up()
        return self.known_supply()

    def known_supply(self) -> tuple[Supply, Position]:
        """All credits as far as the ledger knows, which is what it decides on."""
        return self.ledger.row(SUPPLY, ALL_CREDITS) or Supply(), self.ledger.position

    async def supply_at(self, position: Position) -> Supply:
        past = await self.reader.at(SUPPLY, position)
        return next(iter(past.rows.values()), Supply())

    async def catch_up(self) -> None:
        """Know all that is in the log."""
        await self.ledger.reach((await self.log.head()).position)

    async def statement(
        self, account: Account, position: Position, limit: int, offset: int
    ) -> list[Entry]:
        """Entries of an account as of a position, newest first, after leaving out `offset`."""
        newest = account.entries - offset
        if newest < 1:
            return []
        end = StatementMark(account.account, account.entries, account.balance_milli, position)
        mark = end if offset < EVERY else await self._mark_above(account.account, newest) or end
        skipped = mark.entries - newest
        movements = await self.log.backward(
            before=Position(mark.position + 1),
            query=Query(about=frozenset({Subject(mark.account)}), types=_MOVEMENTS),
            limit=min(skipped + limit, mark.entries),
        )
        return list(entries_back(mark, movements))[skipped : skipped + limit]

    async def _mark_above(self, account: str, entry: int) -> StatementMark | None:
        """The mark nearest above an entry, if the account has come as far."""
        key = mark_above(account, entry)
        return (await self.reader.rows(MARKS, key)).rows.get(key)


def _accounts_of(arguments: Mapping[str, Any]) -> list[str]:
    """The accounts that a command's answer tells of."""
    people = [arguments.get(name) for name in ("payer", "payee", "person")]
    return [SYSTEM, "account:burned", *(wallet(one) for one in people if isinstance(one, int))]
