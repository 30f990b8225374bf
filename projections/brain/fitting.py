"""Fitting a text into a budget of tokens: the most important sections first, each with a share.

What has no room is left out from a section's end, and the section says how much that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from projections.brain.tokens import tokens_in


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and whether it quotes words that somebody else chose."""

    text: str
    tainted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading, the most important first."""

    name: str
    heading: str
    lines: Sequence[Line]
    more: str
    """What is said of lines left out: `{count}` stands for how many."""
    left_out: int = 0
    """How many were left out before."""
    always: bool = False
    """Whether the heading is shown without a line, too."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text within its budget."""

    text: str
    tainted: bool


def fitted(
    sections: Sequence[Section], shares: Mapping[str, float], budget: int, ending: str
) -> Fitted:
    """The sections in their order; `shares` names them from the most to the least important."""
    left = budget - tokens_in(ending) - sum(tokens_in(one.heading) + 2 for one in sections)
    by_name = {one.name: one for one in sections}
    shown: dict[str, list[Line]] = {}
    for name, share in shares.items():
        if name in by_name:
            room = min(left, int(budget * share))
            shown[name], used = _lines_within(by_name[name].lines, room)
            left -= used
    parts = [_as_text(one, shown.get(one.name, [])) for one in sections]
    tainted = any(line.tainted for lines in shown.values() for line in lines)
    return Fitted("\n".join([*filter(None, parts), ending]), tainted)


def _lines_within(lines: Sequence[Line], room: int) -> tuple[list[Line], int]:
    kept: list[Line] = []
    used = 0
    for line in lines:
        cost = tokens_in(line.text) + 1
        if used + cost > room:
            break
        kept.append(line)
        used += cost
    return kept, used


def _as_text(section: Section, shown: Sequence[Line]) -> str:
    if not shown and not section.always:
        return ""
    left_out = section.left_out + len(section.lines) - len(shown)
    more = [section.more.format(count=left_out)] if left_out else []
    return "\n".join([section.heading, *(line.text for line in shown), *more])
