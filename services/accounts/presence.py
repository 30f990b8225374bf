"""Whether somebody whom a request names is there: registered, active, not erased."""

from services.accounts.accounts import Accounts
from services.web.problems import Problem


async def require_present(accounts: Accounts, person: int, field: str = "user_id") -> None:
    """Raises `Problem` 400 unless the person takes part.

    Where authentication is open, a number that nobody was registered under is believed: an office
    may count its people elsewhere. Whoever left it is not.
    """
    known = await accounts.roster.person(person)
    if known is None and accounts.mode == "open":
        return
    if known is None or not known.takes_part:
        raise Problem(400, f"{field}: there is no user {person} who takes part")
