"""Several streams as one, in order of arrival; over when the first of them is."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any


async def merged(*sources: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """Items of all sources as they come. What is still waited for is cancelled at the end."""
    waiting = {asyncio.ensure_future(anext(source)): source for source in sources}
    try:
        while True:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                source = waiting.pop(task)
                try:
                    item = task.result()
                except StopAsyncIteration:
                    return
                waiting[asyncio.ensure_future(anext(source))] = source
                yield item
    finally:
        for task in waiting:
            task.cancel()
