"""Which dialect a topic belongs to: a tree of levels, so that no dialect is tried in vain.

A literal level goes before a named one, and that before a tail; two dialects cannot claim the same
pattern. Patterns read `office/{zone}/sensor/{device}/{channel}`; a last `{device...}` takes all the
levels that are left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.dialects.message import Dialect


@dataclass(frozen=True, slots=True)
class Leaf:
    """The end of a pattern: whose it is, and which levels have names."""

    dialect: Dialect
    names: tuple[tuple[str, slice], ...]

    def named(self, levels: Sequence[str]) -> dict[str, str]:
        return {name: "/".join(levels[place]) for name, place in self.names}


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    named: "_Node | None" = None
    leaf: Leaf | None = None
    tail: Leaf | None = None


class PatternTaken(ValueError):
    """Two dialects claim the same topics."""

    def __init__(self, pattern: str, owner: str) -> None:
        super().__init__(f"pattern {pattern!r} belongs to the {owner} dialect already")


class Routes:
    """All patterns of all dialects."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, pattern: str, dialect: Dialect) -> None:
        levels = pattern.split("/")
        leaf = Leaf(dialect, tuple(_names(levels)))
        has_tail = levels[-1].endswith("...}")
        node = _grow(self._root, levels[:-1] if has_tail else levels)
        taken = node.tail if has_tail else node.leaf
        if taken is not None:
            raise PatternTaken(pattern, taken.dialect.name)
        if has_tail:
            node.tail = leaf
        else:
            node.leaf = leaf

    def find(self, topic: str) -> tuple[Dialect, dict[str, str]] | None:
        """The topic's dialect and its named levels."""
        levels = topic.split("/")
        leaf = _find(self._root, levels, 0)
        return None if leaf is None else (leaf.dialect, leaf.named(levels))


def _names(levels: Sequence[str]) -> list[tuple[str, slice]]:
    return [
        (level.strip("{.}"), slice(place, None if level.endswith("...}") else place + 1))
        for place, level in enumerate(levels)
        if level.startswith("{")
    ]


def _grow(node: _Node, levels: Sequence[str]) -> _Node:
    for level in levels:
        if level.startswith("{"):
            node.named = node.named or _Node()
            node = node.named
        else:
            node = node.literals.setdefault(level, _Node())
    return node


def _find(node: _Node, levels: Sequence[str], place: int) -> Leaf | None:
    if place == len(levels):
        return node.leaf
    for child in (node.literals.get(levels[place]), node.named):
        if child is not None and (leaf := _find(child, levels, place + 1)) is not None:
            return leaf
    return node.tail
