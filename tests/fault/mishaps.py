"""Kills parts at random moments and brings them back, as a seed decides."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol


class Victim(Protocol):
    """A part that can be killed and started."""

    def start(self) -> None: ...

    def kill(self) -> None: ...


@dataclass
class Mishaps:
    """`kill -9` of every victim, each in its own rhythm; afterwards all of them run."""

    seed: int
    victims: Mapping[str, Victim]
    mean_life_s: float = 2.5
    longest_absence_s: float = 1.0
    deaths: dict[str, int] = field(default_factory=dict, init=False)

    async def run(self, for_s: float) -> None:
        """Returns when the time is over and the last victim was started again."""
        end = asyncio.get_running_loop().time() + for_s
        async with asyncio.TaskGroup() as tasks:
            for name, victim in self.victims.items():
                tasks.create_task(self._trouble(name, victim, end))
        print("deaths:", self.deaths)

    async def _trouble(self, name: str, victim: Victim, end: float) -> None:
        chance, clock = Random(f"{self.seed} {name}"), asyncio.get_running_loop().time
        self.deaths[name] = 0
        while True:
            life_s = chance.uniform(0.2, 2 * self.mean_life_s)
            if self.deaths[name] and clock() + life_s > end:
                return
            await asyncio.sleep(life_s)
            victim.kill()
            self.deaths[name] += 1
            await asyncio.sleep(chance.uniform(0, self.longest_absence_s))
            await started(victim)


async def started(victim: Victim) -> None:
    """Start it without holding up the others; never leaves a start half-done behind."""
    starting = asyncio.create_task(asyncio.to_thread(victim.start))
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await starting
        raise
