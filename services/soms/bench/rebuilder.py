"""Rebuilds all views in a process of its own and prints seconds and peak memory.

Arguments: the database's URL and the hub.
"""

import asyncio
import re
import sys
import time
from pathlib import Path

from events.eventlog import PostgresEventLog
from projections.registry import PROJECTIONS
from services.projector.rebuilding import rebuild
from services.projector.store import ViewStore

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


async def rebuild_all(url: str, hub: str) -> float:
    """How many seconds it took."""
    log = await PostgresEventLog.connect(url, hub)
    try:
        async with ViewStore.opened(url, hub) as store:
            began = time.perf_counter()
            await rebuild(log, store, PROJECTIONS)
            return time.perf_counter() - began
    finally:
        await log.close()


def peak_mib() -> float:
    """The most memory that this process ever had; 0 where the kernel does not say."""
    status = Path("/proc/self/status")
    found = _PEAK.search(status.read_text()) if status.exists() else None
    return int(found[1]) / 1_024 if found else 0.0


def main() -> None:
    url, hub = sys.argv[1:3]
    seconds = asyncio.run(rebuild_all(url, hub))
    sys.stdout.write(f"{seconds} {peak_mib()}\n")


if __name__ == "__main__":
    main()
