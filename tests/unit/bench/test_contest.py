"""Contestants take turns."""

from services.soms.bench.contest import take_turns


async def test_contestants_are_measured_in_rounds_and_not_one_after_the_other() -> None:
    order: list[str] = []

    async def turn(name: str) -> float:
        order.append(name)
        return float(len(order))

    rates = await take_turns({"limit": lambda: turn("limit"), "ours": lambda: turn("ours")}, 2)
    assert order == ["limit", "ours", "limit", "ours"]
    assert rates == {"limit": (1.0, 3.0), "ours": (2.0, 4.0)}
