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
class Listed:
    """The most important lines, and how many others there are."""

    lines: Sequence[Line]
    left_out: int = 0


def listed(lines: Sequence[Line], limit: int) -> Listed:
    """The first lines of many; the others are counted."""
    return Listed(lines[:limit], max(len(lines) - limit, 0))


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
    shown: dict[str, _Shown] = {}
    for name, share in shares.items():
        if name in by_name:
            shown[name] = _within(by_name[name], min(left, int(budget * share)))
            left -= shown[name].used
    parts = [_as_text(one, shown.get(one.name, _NOTHING)) for one in sections]
    tainted = any(line.tainted for one in shown.values() for line in one.lines)
    return Fitted("\n".join([*filter(None, parts), ending]), tainted)


def cut(lines: Sequence[Line], more: str, budget: int) -> Fitted:
    """Lines by themselves, the most important first."""
    shown = _within(Section("", "", lines, more), budget)
    texts = [line.text for line in shown.lines]
    said = "\n".join([*texts, shown.more] if shown.more else texts)
    return Fitted(said, any(line.tainted for line in shown.lines))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a section there is room for."""

    lines: Sequence[Line]
    more: str
    used: int
    """Tokens."""


_NOTHING = _Shown((), "", 0)


def _within(section: Section, room: int) -> _Shown:
    """As many lines as fit; what is said of the others has to fit, too."""
    kept, used = _lines_within(section.lines, room)
    if not section.left_out and len(kept) == len(section.lines):
        return _Shown(kept, "", used)
    others = section.left_out + len(section.lines)
    saying = tokens_in(section.more.format(count=others)) + 1
    kept, used = _lines_within(section.lines, room - saying)
    more = section.more.format(count=others - len(kept)) if saying <= room else ""
    return _Shown(kept, more, used + saying if more else used)


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


def _as_text(section: Section, shown: _Shown) -> str:
    said = [*(line.text for line in shown.lines), *filter(None, [shown.more])]
    return "\n".join([section.heading, *said]) if said or section.always else ""
