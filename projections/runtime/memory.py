"""A projection's home in memory: its rows, its position, and where each row last changed."""

from collections.abc import Mapping
from typing import Generic

from events.eventlog import Page
from events.identity import START, Position
from projections.projection import Projection, Row, State
from projections.runtime.folding import fold


class MemoryHome(Generic[Row]):
    """Keeps one projection current, page by page; a page is taken whole or not at all."""

    def __init__(self, projection: Projection[Row]) -> None:
        self.projection = projection
        self.position: Position = START
        self._state: State[Row] = State()
        self._changed_at: dict[str, Position] = {}

    @property
    def rows(self) -> Mapping[str, Row]:
        return self._state.rows()

    def take(self, page: Page) -> Mapping[str, Row | None]:
        """Fold a page and return the rows it changed. A page that fails changes nothing."""
        try:
            fold(self.projection, self._state, page.events)
        except BaseException:
            self._state.revert()
            raise
        changes = self._state.take_changes()
        self.position = page.position
        self._changed_at.update(dict.fromkeys(changes, page.position))
        return changes

    def changes_after(self, position: Position) -> dict[str, Row | None]:
        """Rows that changed after `position`; None for those that are gone."""
        return {
            key: self._state.get(key)
            for key, changed_at in self._changed_at.items()
            if changed_at > position
        }
