"""Plays people over HTTP, as a dashboard would: they take tasks and report them.

In the scenario `chores` they wish for some, too. The rest of the system does not know that they are
simulated.
"""

import asyncio
import logging
from collections.abc import Sequence
from random import Random
from typing import Any

import httpx

from services import readiness
from services.settings import Settings
from services.virtual_edge.options import OfficeOptions, read_options
from services.virtual_edge.scenarios import scenario
from services.virtual_people.crowd import Crowd, Seen, Tap
from services.virtual_people.wishes import Wishes
from services.waiting import until
from services.web.service_token import service_headers

NAMES = ("aoi", "haruto", "yui", "sota")
LOOK_EVERY_S = 2.0
RETRY_S = 3.0
TIMEOUT_S = 10.0

_log = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Live in the office until `stop` is set."""
    readiness.announce()
    options = read_options()
    async with httpx.AsyncClient(
        base_url=settings.dashboard_api_url, headers=service_headers(settings), timeout=TIMEOUT_S
    ) as client:
        await until(stop, _live(Dashboard(client), options))


async def _live(dashboard: "Dashboard", options: OfficeOptions) -> None:
    """Begin again whenever the backend cannot be reached; who they are, it will tell again."""
    random, loop = Random(f"{options.seed}/people"), asyncio.get_running_loop()
    wishes = Wishes(random, loop.time()) if scenario(options.scenario).chores else None
    while True:
        try:
            crowd = Crowd(await dashboard.people(NAMES), random)
            while True:
                await _go_round(dashboard, crowd, wishes, loop.time())
                await asyncio.sleep(LOOK_EVERY_S)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            _log.warning("the dashboard cannot be used just now: %r", error)
        await asyncio.sleep(RETRY_S)


async def _go_round(
    dashboard: "Dashboard", crowd: Crowd, wishes: Wishes | None, now: float
) -> None:
    wish = wishes.due(now) if wishes else None
    if wish is not None:
        await dashboard.wish(wish)
    for tap in crowd.look(await dashboard.tasks(), now):
        await dashboard.tap(tap)


class Dashboard:
    """The backend's routes that people's taps lead to."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def people(self, names: Sequence[str]) -> list[int]:
        """The user numbers of these people, who take part from now on if they did not before."""
        known = {user["username"]: int(user["id"]) for user in await self._get("/users/")}
        for name in names:
            if name not in known:
                user = {"username": name, "display_name": name.capitalize()}
                known[name] = int((await self._send("POST", "/users/", user))["id"])
        return [known[name] for name in names]

    async def tasks(self) -> list[Seen]:
        """What can be taken, and what was."""
        free, taken = [await self._get(f"/tasks/?status={one}") for one in ("open", "accepted")]
        return [
            Seen(one["id"], one["assigned_to"], one["accepted_at"] is not None)
            for one in (*free, *taken)
        ]

    async def wish(self, task: dict[str, Any]) -> None:
        await self._send("POST", "/tasks/", task)

    async def tap(self, tap: Tap) -> None:
        """Tap; somebody else may have been quicker, which is no error."""
        body: dict[str, Any] = {"user_id": tap.person}
        if tap.deed == "complete":
            body = {"report_status": tap.report_status, "completion_note": tap.note}
        answer = await self._client.put(f"/tasks/{tap.task}/{tap.deed}", json=body)
        if answer.is_server_error:
            answer.raise_for_status()

    async def _get(self, path: str) -> list[Any]:
        answer = await self._client.get(path)
        answer.raise_for_status()
        found: list[Any] = answer.json()
        return found

    async def _send(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.request(method, path, json=body)
        answer.raise_for_status()
        made: dict[str, Any] = answer.json()
        return made
