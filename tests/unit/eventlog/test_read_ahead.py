"""Reading ahead changes when something is asked for, and nothing else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import LogDamaged
from events.eventlog.read_ahead import ahead
from events.identity import START


class Source:
    """Gives numbers, and notes how many were asked for, and whether it was left in peace."""

    def __init__(self, *numbers: int, fails: bool = False) -> None:
        self.numbers, self.fails = numbers, fails
        self.asked = 0
        self.closed = False

    async def __call__(self) -> AsyncIterator[int]:
        try:
            for number in self.numbers:
                self.asked += 1
                await asyncio.sleep(0)
                yield number
            if self.fails:
                raise LogDamaged(START, "an event", "none")
        finally:
            self.closed = True


@given(st.lists(st.integers()))
def test_all_of_it_comes_in_order(numbers: list[int]) -> None:
    async def read() -> list[int]:
        return [one async for one in ahead(Source(*numbers)())]

    assert asyncio.run(read()) == numbers


async def test_the_next_is_asked_for_before_one_works_on_the_first() -> None:
    source = Source(1, 2, 3)
    async for number in ahead(source()):
        assert source.asked == min(number + 1, 3)


async def test_an_error_comes_after_what_came_before_it() -> None:
    reading = ahead(Source(1, 2, fails=True)())
    assert [await anext(reading), await anext(reading)] == [1, 2]
    with pytest.raises(LogDamaged):
        await anext(reading)


async def test_who_stops_early_leaves_nothing_running() -> None:
    source = Source(1, 2, 3)
    reading = ahead(source())
    assert await anext(reading) == 1
    await reading.aclose()
    assert source.closed
    assert len(asyncio.all_tasks()) == 1
