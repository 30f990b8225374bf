"""Accounts: who a request comes from, by its token or its cookie. For every HTTP service.

accounts = await Accounts.opened(log, settings)
guard(app, accounts)
tasks = [accounts.run(), …]
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Self

from pydantic import SecretStr

from events.errors import SomsError
from events.eventlog import PostgresEventLog
from services.accounts.caller import ANYBODY, OUR_OWN, Caller
from services.accounts.credentials import Credentials
from services.accounts.hashing import TOKENS, TokenText, digest, verified
from services.accounts.limits import Limits
from services.accounts.roster import Roster
from services.settings import Auth, Settings

REMEMBERED_S = 10.0
"""For how long a token that was verified is taken without looking again, so that a token that was
revoked elsewhere is good for no longer than that."""

REMEMBERED = 10_000


class TooMany(SomsError):
    """Somebody asks too often."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"too many requests; try again in {wait_s} s")
        self.wait_s = wait_s


@dataclass
class Accounts:
    """The accounts of one hub, as one service sees them."""

    credentials: Credentials
    roster: Roster
    mode: Auth
    own_token: SecretStr | None = None
    limits: Limits = field(default_factory=Limits)
    _verified: OrderedDict[bytes, tuple[int, float]] = field(
        default_factory=OrderedDict, init=False
    )
    """Digests of tokens: whose they are, and until when they are remembered."""

    @classmethod
    async def opened(cls, log: PostgresEventLog, settings: Settings) -> Self:
        """Raises `LogUnavailable`."""
        roster = Roster(log)
        await roster.load()
        return cls(Credentials(log), roster, settings.auth, settings.service_token)

    async def run(self) -> None:
        """Follow who may what, for ever."""
        await self.roster.run()

    async def caller(self, token: str | None, cookie: str | None, address: str) -> Caller | None:
        """Who it is; None if nobody who is known. Raises `TooMany` and `LogUnavailable`."""
        person = None
        if token is not None and self._is_our_own(token):
            return OUR_OWN
        if token is not None:
            person = await self._of_token(token, address)
        elif cookie is not None:
            session = await self.credentials.session(digest(cookie))
            person = None if session is None else session.person
        caller = None if person is None else await self._present(person)
        return ANYBODY if caller is None and self.mode == "open" else caller

    def _is_our_own(self, token: str) -> bool:
        own = self.own_token
        return own is not None and compare_digest(token.encode(), own.get_secret_value().encode())

    def forget_tokens(self) -> None:
        """Look at every token again: one of them was revoked."""
        self._verified.clear()

    async def _present(self, number: int) -> Caller | None:
        person = await self.roster.person(number)
        if person is None or not person.takes_part:
            return None
        return Caller(number, person.role)

    async def _of_token(self, text: str, address: str) -> int | None:
        key, now = digest(text), time.monotonic()
        person, until = self._verified.get(key, (0, 0.0))
        if now < until:
            return person
        given = TokenText.parse(text)
        kept = None if given is None else await self.credentials.token(given.id)
        if given is None or kept is None:
            return None
        if wait_s := self.limits.verifications.wait_s(address):
            raise TooMany(wait_s)
        if not await verified(TOKENS, kept.hash, given.secret):
            return None
        self._remember(key, kept.person, now + REMEMBERED_S)
        return kept.person

    def _remember(self, key: bytes, person: int, until: float) -> None:
        self._verified[key] = (person, until)
        self._verified.move_to_end(key)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
