"""OpenAI's routes, as clients of any model server use them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.mock_llm import bodies, openai_answers
from services.mock_llm.conversation import MalformedRequest
from services.mock_llm.models import Models
from services.mock_llm.openai_answers import Answer
from services.mock_llm.serving import count, hinder, respond
from services.mock_llm.switch import Switch, reply_to

router = APIRouter(prefix="/v1", tags=["openai"])


@router.post("/chat/completions")
async def completions(request: Request) -> Response:
    """Takes `model`, `messages`, `tools`, `tool_choice`, `seed`, `stream`, `stream_options`."""
    body = await bodies.body_of(request)
    model, stream = bodies.model(body), bodies.flag(body, "stream", default=False)
    asked = bodies.asked(body, bodies.seed(body), with_tools=bodies.wants_tools(body))
    if not asked.messages:
        raise MalformedRequest("messages", "must have at least one message")
    switch: Switch = request.app.state.switch
    struck = switch.strike()
    await hinder(struck, request)
    answer = Answer(model, asked, reply_to(asked, struck))
    count("openai", answer.reply)
    if not stream:
        return respond(openai_answers.whole(answer), struck)
    return respond(openai_answers.streamed(answer, _wants_usage(body)), struck)


def _wants_usage(body: bodies.Body) -> bool:
    wishes = body.get("stream_options")
    return isinstance(wishes, dict) and wishes.get("include_usage") is True


@router.get("/models")
async def models(request: Request) -> dict[str, Any]:
    known: Models = request.app.state.models
    return {"object": "list", "data": [known.as_openai()]}


@router.get("/models/{model:path}")
async def model(request: Request, model: str) -> dict[str, Any]:
    known: Models = request.app.state.models
    return known.as_openai(model)
