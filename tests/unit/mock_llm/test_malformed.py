"""A request that no model server would take is 400, with the field, its value, what is allowed."""

from typing import Any

import httpx
import pytest

from services.mock_llm.app import create_app

SAID = [{"role": "user", "content": "hello"}]


def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app("m"))
    return httpx.AsyncClient(transport=transport, base_url="http://mock")


async def refused(path: str, **body: Any) -> str:
    """The sentence that it is refused with."""
    answer = await client().post(path, json=body)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    return str(error["message"] if isinstance(error, dict) else error)


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/api/show"])
@pytest.mark.parametrize("model", [5, "", "m" * 201, ["m"]])
async def test_a_model_is_named_in_1_to_200_characters(path: str, model: object) -> None:
    said = await refused(path, model=model, messages=SAID, prompt="hello")
    assert said.startswith("model: ")
    assert repr(model)[:20] in said
    assert "1 to 200 characters" in said


async def test_a_field_that_is_missing_is_said_to_be_missing() -> None:
    assert await refused("/api/chat", messages=SAID) == "model: is required"


@pytest.mark.parametrize("prompt", [5, 0, [], {}, False])
async def test_a_prompt_is_text(prompt: object) -> None:
    said = await refused("/api/generate", model="m", prompt=prompt)
    assert said == f"prompt: must be text, not {prompt!r}"


@pytest.mark.parametrize("choice", [5, [], "sometimes"])
async def test_a_choice_of_tools_is_one_that_there_is(choice: object) -> None:
    said = await refused("/v1/chat/completions", model="m", messages=SAID, tool_choice=choice)
    assert said.startswith("tool_choice: ")
    assert repr(choice) in said
    assert "auto" in said


async def test_a_wrong_role_is_told_with_those_that_there_are() -> None:
    said = await refused("/api/chat", model="m", messages=[{"role": "boss"}])
    assert said.startswith("messages[0].role: 'boss' is not one of ")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"[" * 100_000, b'{"model":"\xff"}', b'{"model":NaN}', b"<html>"]
)
async def test_what_is_no_json_object_is_told_so(body: bytes) -> None:
    answer = await client().post("/api/chat", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("body: ")


async def test_a_misbehaviour_that_is_none_is_told_once_with_all_that_there_are() -> None:
    answer = await client().put("/misbehaviour", json={"name": "sulks"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == ("name", "'sulks'")
    assert "malformed_json" in error["message"]
    assert "never_answers" in error["message"]
