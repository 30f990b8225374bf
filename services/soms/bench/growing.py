"""Benches that read a log: all at 10,000 events, then the log grows tenfold, and all again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from events.eventlog import PostgresEventLog
from services.soms.bench.figure import Figure
from services.soms.bench.loading import fill
from services.soms.bench.options import Options
from services.soms.bench.stack import database, fresh_log


@dataclass(frozen=True, slots=True)
class Filled:
    """A log that holds `size` events, and how often each thing is measured."""

    url: str
    log: PostgresEventLog
    size: int
    runs: int


Bench = Callable[[Filled], Awaitable[Sequence[Figure]]]


class Growing:
    """Several benches of one log."""

    def __init__(self, *benches: Bench) -> None:
        self._benches = benches

    async def __call__(self, options: Options) -> list[Figure]:
        figures: list[Figure] = []
        with database() as url:
            async with fresh_log(url) as log:
                for size in options.sizes():
                    await fill(log, size)
                    filled = Filled(url, log, size, options.runs)
                    for bench in self._benches:
                        figures += await bench(filled)
        return figures
