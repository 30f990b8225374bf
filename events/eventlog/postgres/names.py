"""Names as numbers: types, sources, subjects, actors and tags are stored once each.

A name's number never changes, so whatever is known of names stays true; it only takes memory. So
there is a bound: beyond it one begins anew, and whoever is at work goes on with what they had.
"""

from collections.abc import Collection, Iterable, Set

from psycopg.rows import TupleRow

from events.eventlog.postgres import statements
from events.eventlog.postgres.connection import Connection
from events.identity import Subject

NAMES_KEPT = 250_000
"""How many names are remembered; beyond that, one begins anew."""

KINDS_KEPT = 65_536
"""For how many kinds of events their columns are kept; beyond that, anew."""

Kind = tuple[str, str, str | None, str, int]
"""Subject, source, actor, type and dataversion of an event."""


class Names:
    """What is known of the hub's names, in both directions. It grows, and never changes."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: dict[int, str] = {}
        self.subjects: dict[int, Subject] = {}
        """The same, as subjects: equal strings are one object wherever they are read."""
        self.columns: dict[Kind, bytes] = {}
        """The numbers of a kind of events, as they lie in a row."""

    def keep_columns(self, kind: Kind, columns: bytes) -> None:
        if len(self.columns) >= KINDS_KEPT:
            self.columns.clear()
        self.columns[kind] = columns

    async def intern(self, connection: Connection, names: Collection[str]) -> None:
        """Learn the numbers of `names`; those that have none get one."""
        unknown = self._unknown(names)
        if unknown:
            # Most are new to everybody. Sorted: two processes that add the same names wait for
            # each other, not both.
            added = await connection.execute(statements.ADD_NAMES, [sorted(unknown)])
            self._learn(await added.fetchall())
            await self.find(connection, unknown)

    async def find(self, connection: Connection, names: Collection[str]) -> None:
        """Learn the numbers of those of `names` that have one."""
        unknown = self._unknown(names)
        if unknown:
            found = await connection.execute(statements.FIND_NAMES, [unknown])
            self._learn(await found.fetchall())

    async def find_texts(self, connection: Connection, numbers: Set[int]) -> None:
        """Learn the names that have these numbers."""
        unknown = list(numbers - self.texts.keys())
        if unknown:
            found = await connection.execute(statements.FIND_TEXTS, [unknown])
            self._learn(await found.fetchall())

    def known(self, names: Iterable[str]) -> list[int]:
        """The numbers of those of `names` that have one."""
        return [self.numbers[name] for name in names if name in self.numbers]

    def _unknown(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name not in self.numbers]

    def _learn(self, rows: Iterable[TupleRow]) -> None:
        for number, text in rows:
            # Not `Subject(text)`: what was tampered with must be readable, to be found out.
            subject = str.__new__(Subject, text)
            self.numbers[text] = number
            self.texts[number] = text
            self.subjects[number] = subject


class Remembered:
    """The names that a process remembers, from one piece of work to the next."""

    def __init__(self) -> None:
        self._names = Names()

    def names(self) -> Names:
        """To be asked for once by each piece of work, however long that takes."""
        if len(self._names.numbers) > NAMES_KEPT:
            self.forget()
        return self._names

    def forget(self) -> None:
        """Begin anew: too much is known, or another database may have answered."""
        self._names = Names()
