"""Signing in with a username and a password, and out again.

Whoever fails learns that the two do not belong together, not which is wrong, and no sooner: a
password is checked against somebody's hash even where there is nobody.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.accounts.accounts import TooMany
from services.accounts.credentials import Credentials, Session
from services.accounts.hashing import PASSWORDS, digest, hashed, new_cookie, verified
from services.accounts.limits import Limits
from services.accounts.passwords import LONGEST_PASSWORD, checked_password
from services.people import Named, People
from services.people.names import sameness
from services.web.problems import Problem

NOBODY = 0
"""Has no password, and is looked for all the same."""

LASTS = timedelta(days=14)
"""After signing in."""


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; the cookie is known to the browser alone."""

    cookie: str
    session: Session
    named: Named


@dataclass(frozen=True)
class SigningIn:
    """Checks passwords, sets them, begins and ends sessions."""

    people: People
    credentials: Credentials
    limits: Limits

    async def sign_in(self, username: str, password: str, address: str) -> SignedIn:
        """Raises `TooMany`, and `Problem` 401."""
        self._limit(username, address)
        named = await self.people.called(username)
        kept = await self.credentials.password(named.person.person if named else NOBODY)
        held = await verified(PASSWORDS, kept, password[: LONGEST_PASSWORD + 1])
        if named is None or not held or not named.person.takes_part:
            # Without the username: people type their passwords there.
            logger.warning("a sign-in from %s failed", address)
            raise Problem(401, "username and password do not belong together")
        return await self._begin(named)

    async def sign_out(self, cookie: str) -> None:
        await self.credentials.close_session(digest(cookie))

    async def set_password(self, person: int, password: str, cookie: str | None = None) -> None:
        """Whoever is signed in elsewhere is no more. Raises `InvalidPassword`."""
        checked_password(password)
        await self.credentials.set_password(person, await hashed(PASSWORDS, password))
        await self.credentials.close_sessions(person, digest(cookie) if cookie else b"")

    async def require_password(self, person: int, password: str | None, address: str) -> None:
        """The person's own, if they have one. Raises `TooMany`, and `Problem` 403."""
        kept = await self.credentials.password(person)
        if kept is None:
            return
        self._limit(f"{person}", address)
        if not await verified(PASSWORDS, kept, (password or "")[: LONGEST_PASSWORD + 1]):
            raise Problem(403, "current: is not the present password")

    async def _begin(self, named: Named) -> SignedIn:
        session = Session(named.person.person, datetime.now(UTC) + LASTS)
        cookie = new_cookie()
        await self.credentials.open_session(digest(cookie), session)
        return SignedIn(cookie, session, named)

    def _limit(self, account: str, address: str) -> None:
        wait_s = max(
            self.limits.sign_ins_from.wait_s(address),
            self.limits.sign_ins.wait_s(f"{sameness(account)[:LONGEST_PASSWORD]} {address}"),
        )
        if wait_s:
            raise TooMany(wait_s)
