"""The mock model over OpenAI's API: arguments are text, calls have ids, streams end with DONE."""

import json
from typing import Any

import httpx

from handlers.tools import CreateTask, tool_schemas

PATH = "/v1/chat/completions"


def body(text: str = "main: CO2 1450ppm", **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": text}]
    return {"model": "any", "messages": messages, "tools": list(tool_schemas()), **more}


async def test_a_call_is_text_with_an_id(http: httpx.AsyncClient) -> None:
    reply = (await http.post(PATH, json=body())).json()
    (choice,) = reply["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", None)
    assert call["id"].startswith("call_")
    assert call["type"] == "function"
    assert CreateTask.model_validate_json(call["function"]["arguments"]).zone == "main"
    assert reply["object"] == "chat.completion"


async def test_usage_follows_the_text(http: httpx.AsyncClient) -> None:
    short = (await http.post(PATH, json=body("正常"))).json()["usage"]
    long = (await http.post(PATH, json=body("正常" * 100))).json()["usage"]
    assert long["prompt_tokens"] == short["prompt_tokens"] + 198
    assert short["total_tokens"] == short["prompt_tokens"] + short["completion_tokens"]


async def test_words_without_calls_end_with_stop(http: httpx.AsyncClient) -> None:
    (choice,) = (await http.post(PATH, json=body("正常"))).json()["choices"]
    assert choice["finish_reason"] == "stop"
    assert "tool_calls" not in choice["message"]


async def test_no_tool_is_called_where_none_is_wanted(http: httpx.AsyncClient) -> None:
    (choice,) = (await http.post(PATH, json=body(tool_choice="none"))).json()["choices"]
    assert choice["message"]["content"] == "換気をしてください。"


async def test_results_refer_to_calls_by_id(http: httpx.AsyncClient) -> None:
    first = (await http.post(PATH, json=body())).json()["choices"][0]["message"]
    identity = first["tool_calls"][0]["id"]
    result = {"role": "tool", "tool_call_id": identity, "content": "CO2 1450ppm: ok"}
    messages = [*body()["messages"], first, result]
    (choice,) = (await http.post(PATH, json=body(messages=messages))).json()["choices"]
    assert choice["finish_reason"] == "stop"


async def test_a_stream_ends_with_done(http: httpx.AsyncClient) -> None:
    wishes: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
    reply = await http.post(PATH, json=body(**wishes))
    assert reply.headers["content-type"].startswith("text/event-stream")
    *events, done = [one.removeprefix("data: ") for one in reply.text.strip().split("\n\n")]
    chunks = [json.loads(one) for one in events]
    assert done == "[DONE]"
    assert chunks[-1]["usage"]["prompt_tokens"] > 0
    deltas = [one["choices"][0] for one in chunks[:-1]]
    assert deltas[0]["delta"]["role"] == "assistant"
    assert deltas[1]["delta"]["tool_calls"][0]["index"] == 0
    assert deltas[-1]["finish_reason"] == "tool_calls"


async def test_models_are_listed(http: httpx.AsyncClient) -> None:
    assert (await http.get("/v1/models")).json()["data"][0]["id"] == "qwen2.5:14b"
    assert (await http.get("/v1/models/any:7b")).json()["id"] == "any:7b"


async def test_it_has_what_every_service_has(http: httpx.AsyncClient) -> None:
    assert "message" in (await http.get("/")).json()
    assert (await http.get("/health")).json()["ready"] is True
    assert "soms_mock_llm_requests_total" in (await http.get("/metrics")).text
    assert (await http.get("/docs")).status_code == 200
    assert "/api/chat" in (await http.get("/openapi.json")).json()["paths"]
