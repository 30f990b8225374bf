"""Work of a command on the people of a hub.

Imported only when there is some: what knows of accounts takes longer to load than most commands.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from services.soms.location import locate

if TYPE_CHECKING:
    from services.soms.user_registry import Registry

Result = TypeVar("Result")


def done(work: "Callable[[Registry], Awaitable[Result]]", hub: str | None, data: Path) -> Result:
    """What the work gives."""
    from services.soms.user_registry import opened_registry

    async def at_work() -> Result:
        async with opened_registry(locate(hub, data)) as registry:
            return await work(registry)

    return asyncio.run(at_work())
