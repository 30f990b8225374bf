"""People who do tasks one after the other, whatever happens to the services that they ask."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fault.asking import Asking

WORKERS = 10
CLAIMED = 3
"""Every so manieth task is done without saying by whom, and paid by claim."""


@dataclass
class TasksDone:
    """So many tasks, spread over some seconds; afterwards, who has earned what."""

    backend: Asking
    tasks: int
    seconds: float
    earned: Counter[int] = field(default_factory=Counter, init=False)
    """Milli-credits, by person."""
    paid: set[int] = field(default_factory=set, init=False)
    """The numbers of the tasks."""

    async def run(self) -> None:
        waiting = iter(range(self.tasks))
        people = [await self._person(number) for number in range(WORKERS)]
        async with asyncio.TaskGroup() as workers:
            for person in people:
                workers.create_task(self._work(person, waiting))

    async def _person(self, number: int) -> int:
        """Refused is also who was registered before, and was not told."""
        name = f"w{number}"
        status, _ = await self.backend.ask("POST", "/users/", {"username": name})
        assert status in {201, 409}
        everybody = await self.backend.told("GET", "/users/")
        return int(next(person["id"] for person in everybody if person["username"] == name))

    async def _work(self, person: int, waiting: Iterator[int]) -> None:
        for number in waiting:
            bounty = 1_000 + number
            task = await self._wished(number, bounty)
            if number % CLAIMED:
                await self._do(task, person)
            else:
                await self._redeem(await self._do_unknown(task), person)
            self.paid.add(task)
            self.earned[person] += bounty
            await asyncio.sleep(self.seconds * WORKERS / self.tasks / 2)

    async def _wished(self, number: int, bounty: int) -> int:
        """Wished for twice, it is merged with itself."""
        wish = {"title": f"Task {number}", "bounty_gold": bounty}
        return int((await self.backend.told("POST", "/tasks/", wish))["id"])

    async def _do(self, task: int, person: int) -> None:
        await self._accept(task, person)
        done = await self.backend.told("PUT", f"/tasks/{task}/complete", {"user_id": person})
        assert done["is_completed"]

    async def _accept(self, task: int, person: int | None) -> None:
        """Refused is also who took it before, and was not told."""
        status, _ = await self.backend.ask("PUT", f"/tasks/{task}/accept", {"user_id": person})
        taken = await self.backend.told("GET", f"/tasks/{task}")
        assert status in {200, 400}
        assert (taken["accepted_at"] is not None, taken["assigned_to"]) == (True, person)

    async def _do_unknown(self, task: int) -> str:
        """The path of the claim; the wallet may take its time to make it out."""
        await self._accept(task, None)
        while True:
            done = await self.backend.told("PUT", f"/tasks/{task}/complete")
            if "claim" in done:
                return str(done["claim"]["path"])

    async def _redeem(self, path: str, person: int) -> None:
        status, _ = await self.backend.ask("POST", path, {"user_id": person})
        assert status in {200, 409}
        assert (await self.backend.told("GET", path))["claimed_by"] == person
