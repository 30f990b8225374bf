"""What a projection is: a pure fold of events into keyed rows.

The same definition lives in memory, in Postgres tables and in a rebuild; none of them knows the
others. A fold sees the log only through `apply`, and touches rows only through `State`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, Generic, TypeVar

from events.envelope import Recorded

Row = TypeVar("Row")


class State(Generic[Row]):
    """The rows of one projection, by key, and what changed since the changes were last taken.

    Rows are immutable values: a fold replaces a row, it never changes one in place.
    """

    __slots__ = ("_before", "_rows")

    def __init__(self, rows: Mapping[str, Row] | None = None) -> None:
        self._rows: dict[str, Row] = dict(rows or {})
        self._before: dict[str, Row | None] = {}

    def get(self, key: str) -> Row | None:
        return self._rows.get(key)

    def kept(self, key: str) -> Row | None:
        """The row as it was when the changes were last taken."""
        return self._before[key] if key in self._before else self._rows.get(key)

    def kept_rows(self) -> dict[str, Row]:
        """All rows as they were when the changes were last taken."""
        kept = {**self._rows, **self._before}
        return {key: row for key, row in kept.items() if row is not None}

    def put(self, key: str, row: Row) -> None:
        if key not in self._before:
            self._before[key] = self._rows.get(key)
        self._rows[key] = row

    def remove(self, key: str) -> None:
        if key in self._rows:
            self._before.setdefault(key, self._rows[key])
            del self._rows[key]

    def rows(self) -> Mapping[str, Row]:
        return self._rows

    def newest(self) -> Iterator[tuple[str, Row]]:
        """Keys and rows, the key that came last first; a row that is replaced keeps its place."""
        return reversed(self._rows.items())

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def take_changes(self) -> dict[str, Row | None]:
        """The rows put since the last call, in order of their keys; None for those removed."""
        if not self._before:
            return {}
        changes = {key: self._rows.get(key) for key in sorted(self._before)}
        self._before.clear()
        return changes

    def keep(self) -> None:
        """As `take_changes`, where nobody wants to know them."""
        self._before.clear()

    def revert(self) -> None:
        """Undo everything since the changes were last taken."""
        for key, row in self._before.items():
            if row is None:
                self._rows.pop(key, None)
            else:
                self._rows[key] = row
        self._before.clear()


class Projection(ABC, Generic[Row]):
    """One view of the log. A change of `apply` or of the row's shape is a new `version`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]]
    """The event types that `apply` looks at; all others pass by undecoded."""
    row: ClassVar[type]
    """The frozen dataclass or model that a row is; its JSON form is what homes store."""

    @abstractmethod
    def apply(self, state: State[Row], event: Recorded) -> None:
        """Fold one event, whose type is in `handles`, into the rows."""
