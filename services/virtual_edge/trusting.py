"""The simulated office vouches for its own devices, as its operator would at the start.

Only where nobody has said anything of a device yet: who distrusts one keeps being heard.
"""

import asyncio
import logging
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import quote

import httpx

from services.settings import Settings
from services.web.service_token import service_headers

LOOK_EVERY_S = 2.0
LOOKS = 600
"""A device that nobody heard in all that time is left alone."""
TIMEOUT_S = 10.0

_FORBIDDEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)

_log = logging.getLogger(__name__)


async def trust_devices(settings: Settings, devices: Collection[str]) -> None:
    """Have these devices trusted, each as soon as it was heard. Never fails."""
    async with httpx.AsyncClient(
        base_url=settings.dashboard_api_url, headers=service_headers(settings), timeout=TIMEOUT_S
    ) as client:
        waiting = set(devices)
        for _ in range(LOOKS):
            try:
                waiting -= await _settled(client, waiting)
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                _log.debug("devices cannot be trusted just now: %r", error)
            if not waiting:
                return
            await asyncio.sleep(LOOK_EVERY_S)


async def _settled(client: httpx.AsyncClient, devices: Collection[str]) -> set[str]:
    """Those of which something was said, by now at the latest."""
    answer = await client.get("/devices/")
    if answer.status_code in _FORBIDDEN:
        _log.warning("the simulated devices stay untrusted: the backend does not let us in")
        return set(devices)
    answer.raise_for_status()
    settled = set()
    for one in answer.json():
        name = str(one["device"])
        if name not in devices:
            continue
        if one["trust_said"] is None:
            path = f"/devices/{quote(name, safe='')}/trust"
            (await client.put(path, json={"trusted": True})).raise_for_status()
        settled.add(name)
    return settled
