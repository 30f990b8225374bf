"""People as their names read: what is sealed in the log, opened; and the commands that seal.

Names are opened anew for every answer and never kept, so that a destroyed key takes effect at once
and everywhere. An erasure destroys the key first and is recorded then; `finish` completes, at the
next start, one that was broken off, and repeats those that a restored copy of the keys would undo.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from events.envelope import Recorded
from events.identity import Position, Subject
from events.people import Registered, Role
from handlers.decider import Refused
from handlers.people import NAMES_CHANGED
from projections.people import People as PeopleProjection
from projections.people import Person, person_key
from services.deciding import Deciding
from services.people.keys import Keys
from services.people.named import DISPLAY_NAME, USERNAME, Named, opened
from services.people.names import display_name_of, sameness, username_of
from services.people.sealing import seal

PEOPLE = PeopleProjection()

COMPARED_ANEW = 10
"""How often a name is compared again because another process named somebody, at most."""


class Forgets(Protocol):
    """Who keeps something of people that has to go when they are erased."""

    async def forget(self, people: Collection[int]) -> None: ...


class People:
    """Everybody of a hub. Commands raise `Refused`, `InvalidName` and `LogUnavailable`."""

    def __init__(self, deciding: Deciding, keys: Keys, credentials: Forgets) -> None:
        self._deciding = deciding
        self._keys = keys
        self._credentials = credentials
        self._naming = asyncio.Lock()

    async def everybody(self) -> tuple[list[Person], Position]:
        """In order of their numbers, erased ones included, as of a position."""
        rows, position = await self._deciding.read(PEOPLE)
        return list(rows.values()), position

    async def reach(self, position: Position) -> None:
        """Know everything up to a position."""
        await self._deciding.reach(position)

    async def opened(self, people: Iterable[Person]) -> list[Named]:
        """The same people, with their names."""
        wanted = list(people)
        keys = await self._keys.find({person.key_id for person in wanted})
        return [opened(person, keys.get(person.key_id)) for person in wanted]

    async def one(self, number: int) -> Named:
        """Raises `Refused` if there is nobody of that number."""
        key = person_key(number)
        person, _ = await self._deciding.look(lambda known: known.of(PEOPLE).get(key))
        if person is None:
            raise Refused("unknown", "unknown_person", f"there is no user {number}")
        (named,) = await self.opened([person])
        return named

    async def called(self, username: str) -> Named | None:
        """Who has this username."""
        return (await self._names())[0].get(sameness(username))

    async def register(
        self,
        username: str,
        display_name: str | None = None,
        role: Role = "member",
        *,
        actor: Subject | None = None,
    ) -> Named:
        """A new person, with the next number."""
        names = _checked(username, display_name)
        async with self._naming:
            await self._compare(names[USERNAME], None)  # before a key is made in vain
            key_id, key = await self._keys.make()
            arguments = _sealed(names, key_id, key) | {"role": role}
            event = await self._name("register", arguments, names[USERNAME], None, actor)
        assert event is not None
        assert isinstance(event.data, Registered)
        return await self.one(event.data.person)

    async def rename(
        self,
        number: int,
        username: str | None = None,
        display_name: str | None = None,
        *,
        actor: Subject | None = None,
    ) -> None:
        """Change what is given, and is not so already."""
        names = _checked(username, display_name)
        async with self._naming:
            named = await self.one(number)
            key = await self._key_of(named.person)
            new = {field: name for field, name in names.items() if name != getattr(named, field)}
            arguments = _sealed(new, named.person.key_id, key) | {"person": number}
            if USERNAME in new:
                await self._name("rename", arguments, new[USERNAME], number, actor)
            elif new:
                await self._deciding.give("rename", arguments, actor=actor)

    async def change_role(self, number: int, role: Role, *, actor: Subject | None = None) -> None:
        arguments = {"person": number, "role": role}
        await self._deciding.give("change_role", arguments, actor=actor)

    async def activate(self, number: int, active: bool, *, actor: Subject | None = None) -> None:
        command = "reactivate" if active else "deactivate"
        await self._deciding.give(command, {"person": number}, actor=actor)

    async def erase(self, number: int, *, actor: Subject | None = None) -> None:
        """Make a person's names unreadable for good, and let go of how they signed in."""
        person = (await self.one(number)).person
        await self._keys.destroy(person.key_id)
        await self._deciding.give("erase", {"person": number}, actor=actor)
        await self._credentials.forget([number])

    async def finish(self) -> None:
        """Finish erasures that were broken off, in whichever place."""
        people, _ = await self.everybody()
        destroyed = await self._keys.destroyed()
        for person in people:
            if person.erased_at is None and person.key_id in destroyed:
                await self._deciding.give("erase", {"person": person.person})
        erased = [person for person in (await self.everybody())[0] if person.erased_at is not None]
        for key_id in await self._keys.find({person.key_id for person in erased}):
            await self._keys.destroy(key_id)
        await self._credentials.forget([person.person for person in erased])

    async def _name(
        self,
        command: str,
        arguments: Mapping[str, Any],
        username: str,
        number: int | None,
        actor: Subject | None,
    ) -> Recorded | None:
        """Give a command on the condition that the username is still nobody else's."""
        for _ in range(COMPARED_ANEW):
            compared_at = await self._compare(username, number)
            try:
                return await self._deciding.give(
                    command, {**arguments, "compared_at": compared_at}, actor=actor
                )
            except Refused as refused:
                if refused.rule != NAMES_CHANGED:
                    raise
        raise Refused("conflict", NAMES_CHANGED, "others are being named just now; try again")

    async def _compare(self, username: str, number: int | None) -> Position:
        """Up to which position nobody but `number` has this username. Raises `Refused`."""
        names, position = await self._names()
        other = names.get(sameness(username))
        if other is not None and other.person.person != number:
            raise Refused("conflict", "username_taken", f"the username {username!r} is taken")
        return position

    async def _names(self) -> tuple[dict[str, Named], Position]:
        """Everybody who has a username, by what it is the same as, as of a position."""
        people, position = await self.everybody()
        everybody = await self.opened(people)
        return {sameness(one.username): one for one in everybody if one.username}, position

    async def _key_of(self, person: Person) -> bytes:
        key = (await self._keys.find({person.key_id})).get(person.key_id)
        if key is None:
            raise Refused("gone", "no_key", f"the names of user {person.person} have no key here")
        return key


def _checked(username: str | None, display_name: str | None) -> dict[str, str]:
    """Names by field, those that are given. Raises `InvalidName`."""
    names = {}
    if username is not None:
        names[USERNAME] = username_of(username)
    if display_name is not None:
        names[DISPLAY_NAME] = display_name_of(display_name)
    return names


def _sealed(names: Mapping[str, str], key_id: str, key: bytes) -> dict[str, Any]:
    return {field: seal(name, key_id, key, field) for field, name in names.items()}
