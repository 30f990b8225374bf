"""A what-if's outcome for people: the first verdict that differs, and both worlds as a table."""

from collections.abc import Iterator
from typing import Any

from handlers.replay.comparison import Comparison
from services.soms.output import print_json, print_line

SHOWN = 10
"""Differences that are printed; all that are kept are in the JSON."""

LONGEST = 240
"""Characters of a decision that are printed: a prompt holds a whole office."""

NOTED = ("replies_reused", "asked", "unanswered", "supposed_outcomes", "taps_dropped")

Row = tuple[str, object, object]


def print_comparison(found: Comparison, *, as_json: bool) -> None:
    if as_json:
        print_json(found.as_object())
        return
    for line in lines(found.as_object()):
        print_line(line)


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The report as text."""
    yield f"{found['events']} events, {found['differing']} decisions differ"
    if (first := found["first_differing_verdict"]) is not None:
        yield ""
        yield "the first verdict that differs:"
        yield from _difference(first)
    yield ""
    yield from _table([*_totals(found["totals"]), *_decisions(found["decisions"])])
    yield ""
    yield from (f"{name.replace('_', ' ')}: {found[name]}" for name in NOTED)
    if found["differences"]:
        yield ""
        yield "differences, the first ones:"
    for one in found["differences"][:SHOWN]:
        yield from _difference(one)


def _difference(one: dict[str, Any]) -> Iterator[str]:
    yield f"  {one['kind']}, {one['handler']} at {one['position']}"
    yield f"    recorded: {_said(one['actual'])}"
    yield f"    what if:  {_said(one['expected'])}"


def _said(decision: dict[str, Any] | None) -> str:
    if decision is None:
        return "-"
    said = f"{decision['type']} {decision['data']}"
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _totals(totals: dict[str, Any]) -> Iterator[Row]:
    for name, pair in totals.items():
        if name == "refusals":
            yield from ((f"refused: {rule}", *_both(each)) for rule, each in pair.items())
        else:
            yield (name.replace("_", " "), *_both(pair))


def _decisions(decisions: dict[str, Any]) -> Iterator[Row]:
    """By type, where the worlds differ in their number."""
    for name, pair in decisions.items():
        if pair["recorded"] != pair["what_if"]:
            yield (name, *_both(pair))


def _both(pair: dict[str, int]) -> tuple[int, int]:
    return pair["recorded"], pair["what_if"]


def _table(rows: list[Row]) -> Iterator[str]:
    width = max(len(name) for name, _, _ in rows)
    yield f"{'':<{width}}  {'recorded':>12}  {'what if':>12}"
    for name, recorded, supposed in rows:
        yield f"{name:<{width}}  {recorded:>12}  {supposed:>12}"
