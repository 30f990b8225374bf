"""Ollama's routes, as far as its clients use them to chat and to see what there is."""

from time import perf_counter_ns
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.mock_llm import bodies, ollama_answers
from services.mock_llm.conversation import ChatRequest, Message
from services.mock_llm.models import Models
from services.mock_llm.ollama_answers import Saying, Sums
from services.mock_llm.serving import count, hinder, respond
from services.mock_llm.switch import Switch, reply_to
from services.mock_llm.tokens import prompt_tokens, reply_tokens

VERSION = "0.12.0"
"""Of Ollama, whose manners these are."""

router = APIRouter(prefix="/api", tags=["ollama"])


@router.post("/chat")
async def chat(request: Request) -> Response:
    """Takes `model`, `messages`, `tools`, `stream` (true unless said), `options` with a `seed`."""
    body = await bodies.body_of(request)
    asked = bodies.asked(body, bodies.seed(bodies.options(body)))
    return await _answered(request, body, asked, ollama_answers.as_message)


@router.post("/generate")
async def generate(request: Request) -> Response:
    """Takes `model`, `prompt`, `stream` (true unless said), `options` with a `seed`."""
    body = await bodies.body_of(request)
    prompt = "" if body.get("prompt") is None else bodies.text(body, "prompt")
    said = (Message("user", prompt),) if prompt else ()
    asked = ChatRequest(said, (), bodies.seed(bodies.options(body)))
    return await _answered(request, body, asked, ollama_answers.as_completion)


async def _answered(
    request: Request, body: bodies.Body, asked: ChatRequest, say: Saying
) -> Response:
    began = perf_counter_ns()
    model, stream = bodies.model(body), bodies.flag(body, "stream", default=True)
    switch: Switch = request.app.state.switch
    struck = switch.strike()
    await hinder(struck, request)
    if not asked.messages:
        return respond(ollama_answers.loaded(model, say), struck)
    reply = reply_to(asked, struck)
    count("ollama", reply)
    took = perf_counter_ns() - began
    sums = Sums(prompt_tokens(asked), reply_tokens(reply), took)
    form = ollama_answers.streamed if stream else ollama_answers.whole
    return respond(form(model, reply, sums, say), struck)


@router.get("/tags")
async def tags(request: Request) -> dict[str, Any]:
    models: Models = request.app.state.models
    return {"models": models.listed()}


@router.get("/ps")
async def ps(request: Request) -> dict[str, Any]:
    models: Models = request.app.state.models
    return {"models": models.running()}


@router.post("/show")
async def show(request: Request) -> dict[str, Any]:
    """Takes `model`; any name is known."""
    body = await bodies.body_of(request)
    models: Models = request.app.state.models
    return models.shown(bodies.model(body, "name" if "name" in body else "model"))


@router.get("/version")
async def version() -> dict[str, str]:
    return {"version": VERSION}
