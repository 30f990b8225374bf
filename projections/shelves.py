"""Shelves: the rows of several projections in one state, for reactors that decide on more than one.

A reactor's state holds rows of one type, so that type is then the union of what stands on its
shelves. Each kind of row needs a field, without default, that no other kind has: by that a stored
row is known again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from projections.projection import Row, State


class Shelf(State[Row]):
    """The part of a state whose keys begin with a name; a projection folds into it as into any."""

    __slots__ = ("_prefix", "_whole")

    def __init__(self, whole: State[Any], name: str) -> None:  # Any: rows of every shelf
        super().__init__()
        self._whole = whole
        self._prefix = f"{name}/"

    def get(self, key: str) -> Row | None:
        row: Row | None = self._whole.get(self._prefix + key)
        return row

    def put(self, key: str, row: Row) -> None:
        self._whole.put(self._prefix + key, row)

    def remove(self, key: str) -> None:
        self._whole.remove(self._prefix + key)

    def rows(self) -> Mapping[str, Row]:
        start, rows = self._prefix, self._whole.rows()
        return {key.removeprefix(start): row for key, row in rows.items() if key.startswith(start)}

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows())

    def __len__(self) -> int:
        return len(self.rows())
