"""The simulated office vouches for its own devices, once, and for no others."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from services.settings import Settings, read_settings
from services.virtual_edge import trusting
from services.virtual_edge.trusting import trust_devices

_Client = httpx.AsyncClient


class Backend:
    """A backend that has heard some devices, and remembers what is said of them."""

    def __init__(self, **said: bool | None) -> None:
        self.said = said
        self.words: list[tuple[str, bool]] = []
        self.looks = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.looks += 1
            found = [{"device": one, "trust_said": word} for one, word in self.said.items()]
            return httpx.Response(200, json=found)
        name = unquote(request.url.path.split("/")[2])
        self.said[name] = json.loads(request.content)["trusted"]
        self.words.append((name, True))
        return httpx.Response(200, json={})


@pytest.fixture
def settings() -> Settings:
    return read_settings(dashboard_api_url="http://backend")


def served(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[httpx.Request], httpx.Response]
) -> None:
    def client(**options: Any) -> httpx.AsyncClient:
        return _Client(transport=httpx.MockTransport(answer), **options)

    monkeypatch.setattr(httpx, "AsyncClient", client)
    monkeypatch.setattr(trusting, "LOOK_EVERY_S", 0.0)


async def test_its_own_are_trusted_and_no_others(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    backend = Backend(lamp_01=None, real_01=None)
    served(monkeypatch, backend)
    await trust_devices(settings, ["lamp_01"])
    await trust_devices(settings, ["lamp_01"])
    assert backend.words == [("lamp_01", True)]


async def test_who_distrusts_one_is_heard(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    backend = Backend(lamp_01=False)
    served(monkeypatch, backend)
    await trust_devices(settings, ["lamp_01"])
    assert backend.words == []


async def test_a_device_is_trusted_as_soon_as_it_was_heard(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    backend = Backend()

    def answer(request: httpx.Request) -> httpx.Response:
        if backend.looks < 3:
            backend.looks += 1
            return httpx.Response(503)
        backend.said.setdefault("lamp_01", None)
        return backend(request)

    served(monkeypatch, answer)
    await trust_devices(settings, ["lamp_01"])
    assert backend.words == [("lamp_01", True)]


async def test_it_gives_up_where_it_is_not_let_in(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    served(monkeypatch, lambda _: httpx.Response(401))
    await trust_devices(settings, ["lamp_01"])
