"""The parts of the wallet: opened over a log, kept going together."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

from events.eventlog import PostgresEventLog
from handlers.credits.device_owners import DeviceOwners
from handlers.credits.ledger import Ledger
from services.accounts import Accounts
from services.claims import claim_key
from services.clock.pace import pace_of
from services.deciding import DeciderSnapshots, Deciding, keep_deciding
from services.projector.reading import ViewReader
from services.settings import CreditsProfile, Settings
from services.snapshots import Snapshots
from services.wallet.auditing import Auditing
from services.wallet.books import Books
from services.wallet.demurrage import Demurrage
from services.wallet.issuing import Issuing
from services.wallet.rates import settle_rates


@dataclass(frozen=True, slots=True)
class Parts:
    """What the wallet's routes stand on; `tasks` keep it going."""

    books: Books
    owners: Deciding
    """Whose devices are whose."""
    demurrage: Demurrage
    issuing: Issuing
    auditing: Auditing
    accounts: Accounts
    credits: CreditsProfile

    @classmethod
    async def opened(cls, log: PostgresEventLog, reader: ViewReader, settings: Settings) -> Self:
        """Everything at the end of the log. Raises `LogUnavailable`."""
        snapshots = DeciderSnapshots(Snapshots(log))
        ledger = Deciding(log, Ledger(), snapshots)
        owners = Deciding(log, DeviceOwners(), snapshots)
        await settle_rates(log, settings.credits)
        for deciding in (ledger, owners):
            await deciding.load()
        accounts = await Accounts.opened(log, settings)
        books = Books(log, ledger, reader, accounts.roster)
        demurrage = Demurrage(
            log, ledger, pace_of(settings).calendar, is_charged=settings.credits == "on"
        )
        issuing = Issuing(log, ledger, await claim_key(log))
        auditing = Auditing(settings)
        return cls(books, owners, demurrage, issuing, auditing, accounts, credits=settings.credits)

    def tasks(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return (
            keep_deciding(self.books.ledger),
            keep_deciding(self.owners),
            self.demurrage.run(),
            self.issuing.run(),
            self.auditing.run(),
            self.accounts.run(),
        )
