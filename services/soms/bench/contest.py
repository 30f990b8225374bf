"""Contests: ours, its limit and a peer take turns, because the machine is shared and drifts."""

from collections.abc import Awaitable, Callable, Mapping

Turn = Callable[[], Awaitable[float]]


async def take_turns(contestants: Mapping[str, Turn], runs: int) -> dict[str, tuple[float, ...]]:
    """The figures of `runs` turns of each, played in rounds; the order of a round is as given."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, turn in contestants.items():
            figures[name].append(await turn())
    return {name: tuple(values) for name, values in figures.items()}
