"""What to subscribe to, so that every topic of every pattern arrives, and arrives once."""

from collections.abc import Iterable, Sequence


def subscriptions(roots: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """Everything below the roots, and what the patterns ask for elsewhere.

    A filter that another covers is left out: with both, some brokers deliver a message twice.
    """
    wanted = dict.fromkeys([*(f"{root}/#" for root in roots), *map(_filter, patterns)])
    return tuple(
        one for one in wanted if not any(_covers(other, one) for other in wanted if other != one)
    )


def _filter(pattern: str) -> str:
    return "/".join(
        ("#" if level.endswith("...}") else "+") if level.startswith("{") else level
        for level in pattern.split("/")
    )


def _covers(wide: str, narrow: str) -> bool:
    return _levels_cover(wide.split("/"), narrow.split("/"))


def _levels_cover(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    if wide[-1] == "#":
        wide, narrow = wide[:-1], narrow[: len(wide) - 1]
    if "#" in narrow or len(wide) != len(narrow):
        return False
    return all(one in ("+", other) for one, other in zip(wide, narrow, strict=True))
