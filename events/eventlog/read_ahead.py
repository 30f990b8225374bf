"""Reading ahead: what comes next is on its way while one works on what came.

For whoever reads all of a log and thinks about each page: the database works meanwhile.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def ahead(items: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The same, in the same order, with one more asked for at any time. An error waits its turn."""
    coming = _next_of(items)
    try:
        while (item := await coming) is not None:
            coming = _next_of(items)
            await asyncio.sleep(0)  # asked for before the caller goes to work
            yield item
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _next_of(items: AsyncIterator[T]) -> "asyncio.Task[T | None]":
    async def following() -> T | None:
        return await anext(items, None)

    return asyncio.create_task(following())
