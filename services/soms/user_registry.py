"""The people of a hub, for a command: opened for the time that it takes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from events.people import Role
from handlers.people import PeopleDecider
from services.accounts.credentials import Credentials
from services.accounts.limits import Limits
from services.accounts.passwords import InvalidPassword
from services.accounts.signing_in import SigningIn
from services.accounts.tokens import make_token
from services.backend.users import user_object
from services.deciding import Deciding, keep_deciding
from services.people import InvalidName, People, PostgresKeys
from services.settings import InvalidSettings
from services.soms.location import Location, opened_log
from services.soms.operators import CONSOLE


@dataclass(frozen=True)
class Registry:
    """People, and what they sign in with; `who` is a username or a number, as text."""

    people: People
    credentials: Credentials
    keys: PostgresKeys

    async def put_back(self, keys: Mapping[str, bytes]) -> None:
        """Take over copied keys, but for those of people who were erased."""
        await self.keys.put_back(keys)
        await self.people.finish()

    async def everybody(self) -> list[dict[str, Any]]:
        people, _ = await self.people.everybody()
        opened = await self.people.opened(people)
        return [{**user_object(one), "erased_at": one.person.erased_at} for one in opened]

    async def add(self, name: str, display_name: str | None, role: Role) -> dict[str, Any]:
        """The user, with a token."""
        try:
            named = await self.people.register(name, display_name, role, actor=CONSOLE)
        except InvalidName as error:
            raise InvalidSettings(error.field, error.reason) from None
        made = await make_token(self.credentials, named.person.person, "soms user add")
        return {**user_object(named), "token": made.text}

    async def change_role(self, who: str, role: Role) -> dict[str, Any]:
        number = await self._number(who)
        await self.people.change_role(number, role, actor=CONSOLE)
        return user_object(await self.people.one(number))

    async def activate(self, who: str, active: bool) -> dict[str, Any]:
        number = await self._number(who)
        await self.people.activate(number, active, actor=CONSOLE)
        return user_object(await self.people.one(number))

    async def new_token(self, who: str, label: str) -> dict[str, Any]:
        number = await self._number(who)
        made = await make_token(self.credentials, number, label)
        return {"id": made.token.id, "user_id": number, "label": label, "token": made.text}

    async def set_password(self, who: str, password: str) -> None:
        signing_in = SigningIn(self.people, self.credentials, Limits())
        try:
            await signing_in.set_password(await self._number(who), password)
        except InvalidPassword as error:
            raise InvalidSettings("password", str(error)) from None

    async def erase(self, who: str) -> int:
        """The number of whom it was."""
        number = await self._number(who)
        await self.people.erase(number, actor=CONSOLE)
        return number

    async def _number(self, who: str) -> int:
        """Raises `InvalidSettings` for a name, and `Refused` for a number, that is nobody's."""
        named = await self.people.called(who)
        if named is None and who.isdecimal():
            named = await self.people.one(int(who))
        if named is None:
            raise InvalidSettings("WHO", f"there is no user {who!r:.80}")
        return named.person.person


@asynccontextmanager
async def opened_registry(location: Location) -> AsyncIterator[Registry]:
    async with opened_log(location) as log:
        deciding = Deciding(log, PeopleDecider())
        await deciding.load()
        running = asyncio.create_task(keep_deciding(deciding))
        credentials, keys = Credentials(log), PostgresKeys(log)
        try:
            yield Registry(People(deciding, keys, credentials), credentials, keys)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
