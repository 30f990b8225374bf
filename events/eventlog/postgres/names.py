"""Names as numbers: types, sources, subjects, actors and tags are stored once each.

A name's number never changes, so what is known is known for good; the cache only has a bound.
"""

from collections.abc import Collection, Iterable

from psycopg.rows import TupleRow

from events.eventlog.postgres import statements
from events.eventlog.postgres.connection import Connection
from events.identity import Subject

NAMES_KEPT = 1_000_000
"""How many names are remembered; beyond that, memory starts anew."""


KINDS_KEPT = 65_536
"""For how many kinds of events their columns are kept; beyond that, anew."""

Kind = tuple[str, str, str | None, str, int]
"""Subject, source, actor, type and dataversion of an event."""


class Names:
    """What is known of the hub's names, in both directions."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: dict[int, str] = {}
        self.subjects: dict[int, Subject] = {}
        """The same, as subjects: equal strings are one object wherever they are read."""
        self.columns: dict[Kind, bytes] = {}
        """The numbers of a kind of events, as they lie in a row."""
        self._caught_up = 0

    def forget(self) -> None:
        """Start anew: another database may have answered to the same address."""
        self.numbers.clear()
        self.texts.clear()
        self.subjects.clear()
        self.columns.clear()
        self._caught_up = 0

    def keep_columns(self, kind: Kind, columns: bytes) -> None:
        if len(self.columns) >= KINDS_KEPT:
            self.columns.clear()
        self.columns[kind] = columns

    async def intern(self, connection: Connection, names: Collection[str]) -> None:
        """Learn the numbers of `names`; those that have none get one."""
        if len(self.numbers) > NAMES_KEPT:
            self.forget()
        await self.find(connection, names)
        new = self._unknown(names)
        if new:
            # Sorted: two processes that add the same names wait for each other, not both.
            added = await connection.execute(statements.ADD_NAMES, [sorted(new)])
            self._learn(await added.fetchall())
            await self.find(connection, new)

    async def find(self, connection: Connection, names: Collection[str]) -> None:
        """Learn the numbers of those of `names` that have one."""
        unknown = self._unknown(names)
        if unknown:
            found = await connection.execute(statements.FIND_NAMES, [unknown])
            self._learn(await found.fetchall())

    async def catch_up(self, connection: Connection, *, anew: bool = False) -> None:
        """Learn the names that others added since; `anew`, all of them."""
        found = await connection.execute(statements.NAMES_AFTER, [0 if anew else self._caught_up])
        rows = await found.fetchall()
        self._learn(rows)
        self._caught_up = max((number for number, _ in rows), default=self._caught_up)

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
