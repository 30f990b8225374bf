"""A conversation keeps its meaning in OpenAI's form: which result belongs to which call."""

from typing import Any

import pytest

from services.brain.openai_form import openai_request

OPTIONS = {"num_ctx": 8_192, "num_predict": 512, "temperature": 0.3, "seed": 7}


def in_form(*messages: dict[str, Any]) -> dict[str, Any]:
    return openai_request({"model": "m", "messages": messages, "tools": [], "options": OPTIONS})


def call(name: str, **arguments: object) -> dict[str, Any]:
    return {"function": {"name": name, "arguments": arguments}}


def test_options_go_by_their_names_there() -> None:
    form = in_form({"role": "user", "content": "hot"})
    assert form["messages"] == [{"role": "user", "content": "hot"}]
    assert (form["max_tokens"], form["temperature"], form["seed"]) == (512, 0.3, 7)
    assert form["stream"] is False
    assert "keep_alive" not in form


@pytest.mark.parametrize(
    ("think", "said"),
    [
        (True, {"chat_template_kwargs": {"enable_thinking": True}}),
        (False, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("low", {"reasoning_effort": "low"}),
    ],
)
def test_whether_to_think_is_said_as_servers_there_take_it(
    think: object, said: dict[str, object]
) -> None:
    request = {"model": "m", "messages": [], "tools": [], "options": OPTIONS}
    assert openai_request(request | {"think": think}) == openai_request(request) | said


def test_results_name_the_calls_that_they_are_of_over_several_steps() -> None:
    form = in_form(
        {"role": "assistant", "content": "", "tool_calls": [call("a", zone="主"), call("b")]},
        {"role": "tool", "content": "of a", "tool_name": "a"},
        {"role": "tool", "content": "of b", "tool_name": "b"},
        {"role": "assistant", "tool_calls": [call("a")]},
        {"role": "tool", "content": "of a again"},
    )
    first, of_a, of_b, second, again = form["messages"]
    assert [one["id"] for one in first["tool_calls"]] == ["call_0", "call_1"]
    assert first["tool_calls"][0]["function"] == {"name": "a", "arguments": '{"zone":"主"}'}
    assert [of_a["tool_call_id"], of_b["tool_call_id"]] == ["call_0", "call_1"]
    assert second["tool_calls"][0]["id"] == again["tool_call_id"] == "call_2"
    assert second["content"] == ""
