"""Model servers, in the two protocols that they speak.

Both send the request that was decided, whole: Ollama's client would leave out of a tool's schema
what it does not know, so the request goes through it as it is, and the answer is read by us.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, Protocol

import httpx
from ollama import AsyncClient
from pydantic import SecretStr

from services.brain.bounded import PLAIN, BoundedTransport
from services.brain.errors import MalformedReply, RefusedBy, TimedOut, Unreachable, status_error
from services.brain.masking import Mask
from services.brain.openai_form import openai_request
from services.brain.replies import Reply, ollama_reply, openai_reply, parsed, word
from services.settings import Settings

CONNECTING_S = 5.0
LOOK_S = 5.0
"""How long it may take a server to say which models it has."""

HEADERS = {"Accept-Encoding": PLAIN}


class ModelServer(Protocol):
    """Where a model is asked."""

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        """The answer to a whole request. Raises `ModelError`; how long it takes is not bounded."""
        ...

    async def model_digest(self, model: str, /) -> str | None:
        """What the server says that the model is, if it says so. Raises `ModelError`."""
        ...

    async def close(self) -> None: ...


def server_of(settings: Settings) -> "OllamaServer | OpenAIServer":
    """The server that the settings name, in the protocol that it speaks."""
    url, key = settings.llm_api_url.rstrip("/"), settings.llm_api_key
    if not settings.speaks_openai:
        return OllamaServer(url, key)
    return OpenAIServer(url, key, speaks_of_thinking=settings.thinking is not None)


class OllamaServer(AsyncClient):
    """A server that speaks Ollama's own protocol."""

    def __init__(self, url: str, key: SecretStr | None = None) -> None:
        self._mask = Mask(key)
        super().__init__(
            url,
            timeout=httpx.Timeout(None, connect=CONNECTING_S),
            follow_redirects=False,
            transport=BoundedTransport(self._mask),
            headers=_headers(key),
        )
        if key is None:
            # Ollama's client would show a key for ollama.com, of the environment, to any server.
            self._client.headers.pop("Authorization", None)

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        answer = await self._asked("POST", "/api/chat", json={**request, "stream": False})
        return ollama_reply(parsed(answer.content))

    async def model_digest(self, model: str, /) -> str | None:
        names = names_of(model)
        for one in await self._listed():
            if not names.isdisjoint({one.get("model"), one.get("name")}):
                return word(one.get("digest"))
        return None

    async def models(self) -> frozenset[str]:
        """The names of what it has. Raises `ModelError`."""
        return _words(one.get(key) for one in await self._listed() for key in ("model", "name"))

    async def abilities(self, model: str) -> frozenset[str] | None:
        """What a model can do, in Ollama's words: `tools`, `thinking`; None of an Ollama that does
        not say. Raises `ModelError`."""
        answer = await _in_time(self._asked("POST", "/api/show", json={"model": model}))
        body = parsed(answer.content)
        told = body.get("capabilities") if isinstance(body, dict) else None
        return _words(told) if isinstance(told, list) else None

    async def _listed(self) -> list[dict[str, Any]]:
        answer = await _in_time(self._asked("GET", "/api/tags"))
        return _objects_under("models", parsed(answer.content))

    async def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Over the client's own HTTP client: of a status it makes an error by reading the body as
        an object, and breaks down where the body is none."""
        return await _successful(self._client.request(method, path, **more), self._mask)


class OpenAIServer:
    """A server that speaks OpenAI's protocol, as vLLM and llama.cpp do.

    Not every one takes what is said of thinking, whatever a request says of it.
    """

    def __init__(
        self, url: str, key: SecretStr | None = None, *, speaks_of_thinking: bool = False
    ) -> None:
        self._mask = Mask(key)
        self._unsaid = frozenset[str]() if speaks_of_thinking else frozenset({"think"})
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(None, connect=CONNECTING_S),
            transport=BoundedTransport(self._mask),
            headers=_headers(key),
        )

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        try:
            said = {name: value for name, value in request.items() if name not in self._unsaid}
            form = openai_request(said)
        except (KeyError, TypeError, AttributeError) as error:
            raise RefusedBy(f"the request has no form here: {error!r}") from None
        answer = await self._asked("POST", "/chat/completions", json=form)
        return openai_reply(parsed(answer.content))

    async def model_digest(self, _model: str, /) -> str | None:
        """Nothing in this protocol says it."""
        return None

    async def models(self) -> frozenset[str]:
        """The names of what it has. Raises `ModelError`."""
        answer = await _in_time(self._asked("GET", "/models"))
        return _words(one.get("id") for one in _objects_under("data", parsed(answer.content)))

    async def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await _successful(self._client.request(method, path, **more), self._mask)

    async def close(self) -> None:
        await self._client.aclose()


def _headers(key: SecretStr | None) -> dict[str, str]:
    if key is None:
        return HEADERS
    return HEADERS | {"Authorization": f"Bearer {key.get_secret_value()}"}


def names_of(model: str) -> frozenset[str]:
    """How Ollama may call it: a model without a tag is the latest."""
    return frozenset({model, f"{model}:latest"})


def _objects_under(key: str, body: object) -> list[dict[str, Any]]:
    known = body.get(key) if isinstance(body, dict) else None
    return [one for one in known if isinstance(one, dict)] if isinstance(known, list) else []


def _words(values: Iterable[object]) -> frozenset[str]:
    return frozenset(one for value in values if (one := word(value)) is not None)


async def _in_time(asking: Awaitable[httpx.Response]) -> httpx.Response:
    """What is answered, whole, within `LOOK_S`; HTTP's own limit begins anew with every byte."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await asking
    except TimeoutError:
        raise TimedOut(f"no list of models within {LOOK_S:g} s") from None


async def _successful(asking: Awaitable[httpx.Response], mask: Mask) -> httpx.Response:
    """What is answered with success. Raises `ModelError`."""
    answer = await _transported(asking, mask)
    if not answer.is_success:
        aim = answer.headers.get("location") if answer.has_redirect_location else None
        raise status_error(answer.status_code, answer.text, aim)
    return answer


async def _transported(asking: Awaitable[httpx.Response], mask: Mask) -> httpx.Response:
    """What is answered; whatever HTTP may come to grief of, as the error that it is to us."""
    try:
        return await asking
    except (httpx.TransportError, ConnectionError) as error:
        raise Unreachable(mask.text(f"{type(error).__name__}: {error}")) from None
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise MalformedReply(mask.text(f"{type(error).__name__}: {error}")) from None
