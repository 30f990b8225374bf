"""Ollama's own client talks to the mock model and notices nothing."""

import httpx
import ollama
import pytest

from handlers.tools import CreateTask, tool_schemas

HOT = [
    {"role": "system", "content": "気温 40°C でもコーヒーが空でも、私は関係ない。"},
    {"role": "user", "content": "main: 気温 32.8°C、湿度 45%、CO2 1450ppm"},
]


async def test_a_chat_with_tools(model: ollama.AsyncClient) -> None:
    reply = await model.chat("any:7b", HOT, tools=list(tool_schemas()))
    calls = reply.message.tool_calls or []
    tasks = [CreateTask.model_validate(dict(one.function.arguments)) for one in calls]
    assert [one.title for one in tasks] == ["室温を下げてください", "換気をしてください"]
    assert (reply.model, reply.done, reply.done_reason) == ("any:7b", True, "stop")


async def test_what_it_took_is_told(model: ollama.AsyncClient) -> None:
    reply = await model.chat("any:7b", HOT, tools=list(tool_schemas()))
    assert (reply.prompt_eval_count or 0) > 300
    assert (reply.eval_count or 0) > 50
    parts = (reply.load_duration, reply.prompt_eval_duration, reply.eval_duration)
    assert sum(one or 0 for one in parts) == reply.total_duration


async def test_a_streamed_chat_with_tools(model: ollama.AsyncClient) -> None:
    stream = await model.chat("any:7b", HOT, tools=list(tool_schemas()), stream=True)
    chunks = [chunk async for chunk in stream]
    called = [one for chunk in chunks for one in chunk.message.tool_calls or []]
    assert [one.function.name for one in called] == ["create_task", "create_task"]
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].total_duration


async def test_streamed_words_are_the_whole_ones(model: ollama.AsyncClient) -> None:
    asked = [{"role": "user", "content": "正常です"}]
    whole = await model.chat("any:7b", asked)
    chunks = [one async for one in await model.chat("any:7b", asked, stream=True)]
    assert "".join(one.message.content or "" for one in chunks) == whole.message.content
    assert len(chunks) > 2


async def test_its_own_reply_and_the_results_are_taken_back(model: ollama.AsyncClient) -> None:
    tools = list(tool_schemas())
    first = await model.chat("any:7b", HOT, tools=tools)
    results = [{"role": "tool", "tool_name": "create_task", "content": "ok"}] * 2
    second = await model.chat("any:7b", [*HOT, first.message, *results], tools=tools)
    assert second.message.tool_calls is None
    assert second.message.content


async def test_a_completion(model: ollama.AsyncClient) -> None:
    asked = "アナウンス\nタイトル: 換気\nエリア: main\n報酬: 800\n緊急度: 3"
    reply = await model.generate("any:7b", asked)
    assert (reply.response or "").startswith("至急、")


async def test_a_streaming_answer_is_the_default(http: httpx.AsyncClient) -> None:
    reply = await http.post("/api/chat", json={"model": "any", "messages": HOT})
    assert reply.headers["content-type"] == "application/x-ndjson"


async def test_an_empty_chat_only_loads(model: ollama.AsyncClient) -> None:
    assert (await model.chat("any:7b", [])).done_reason == "load"


async def test_what_there_is(model: ollama.AsyncClient, http: httpx.AsyncClient) -> None:
    (listed,) = (await model.list()).models
    assert listed.model == "qwen2.5:14b"
    assert len(listed.digest or "") == 64
    assert "tools" in ((await model.show("any:7b")).capabilities or [])
    assert (await model.ps()).models[0].model == "qwen2.5:14b"
    assert (await http.get("/api/version")).json()["version"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"[]", "body"),
        (b'{"messages": []}', "model"),
        (b'{"model": "a", "messages": {}}', "messages"),
        (b'{"model": "a", "messages": ["a"]}', "messages[0]"),
        (b'{"model": "a", "messages": [{"role": "king"}]}', "messages[0].role"),
        (b'{"model": "a", "messages": [], "tools": [{}]}', "tools[0].function"),
        (b'{"model": "a", "messages": [], "stream": "yes"}', "stream"),
        (b'{"model": "a", "messages": [], "options": {"seed": "x"}}', "seed"),
    ],
)
async def test_a_bad_body_is_named(http: httpx.AsyncClient, body: bytes, field: str) -> None:
    reply = await http.post("/api/chat", content=body)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith(f"{field}:")
    other = await http.post("/v1/chat/completions", content=body)
    assert other.status_code == 400
    assert other.json()["error"]["type"] == "invalid_request_error"
