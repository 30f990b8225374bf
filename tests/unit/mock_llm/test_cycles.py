"""A cycle of the brain with the mock model: calls, their results, and an end."""

from typing import Any

import pytest

from services.mock_llm.answering import answer
from services.mock_llm.conversation import chat_request
from tests.unit.mock_llm.asking import ask, names, results, titles

HOT = "Zone main: temperature 32.8C, humidity 12%, CO2 1450ppm"


def test_once_its_calls_have_results_it_is_done() -> None:
    first = ask(HOT)
    assert len(first.tool_calls) == 2
    second = ask(HOT, *results(first.tool_calls, "依頼した: task 12", "依頼した: task 13"))
    assert (second.tool_calls, second.content) == ((), "Done.")


def test_results_that_quote_the_cause_start_nothing_again() -> None:
    shown = {"role": "tool", "content": "created: 室温を下げてください (気温 32.8°C, CO2 1450ppm)"}
    assert ask(HOT, shown).tool_calls == ()
    assert ask(HOT, {"role": "assistant", "content": ""}, shown).tool_calls == ()


def test_what_a_look_reveals_is_acted_on() -> None:
    look: list[dict[str, Any]] = [
        {
            "role": "assistant",
            "tool_calls": [
                {"id": "call_1", "function": {"name": "get_zone_status", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "lobby: CO2 1450ppm、気温 23°C"},
    ]
    (call,) = ask("lobbyを見てください", *look).tool_calls
    assert (call.arguments["title"], call.arguments["zone"]) == ("換気をしてください", "lobby")


def test_a_look_that_reveals_a_task_ends_it() -> None:
    text = "換気タスクは既にあります（lobby）"
    calls = [{"function": {"name": "get_active_tasks", "arguments": {}}}]
    look: list[dict[str, Any]] = [
        {"role": "assistant", "tool_calls": calls},
        {"role": "tool", "tool_name": "get_active_tasks", "content": text},
    ]
    assert ask("lobby: CO2 1450ppm", *look).tool_calls == ()


def test_what_was_asked_for_earlier_in_the_conversation_is_not_asked_again() -> None:
    first = ask("main: CO2 1450ppm")
    again = {"role": "user", "content": "main: CO2 1460ppm"}
    assert ask("main: CO2 1450ppm", *results(first.tool_calls, "ok"), again).tool_calls == ()


def test_a_new_message_is_a_new_turn() -> None:
    talk = [
        {"role": "user", "content": "main: CO2 1450ppm"},
        {"role": "assistant", "content": "わかりました。"},
        {"role": "user", "content": "main: CO2 500ppm"},
    ]
    assert answer(chat_request(talk, _tools())).tool_calls == ()


def _tools() -> list[dict[str, object]]:
    return [{"type": "function", "function": {"name": "create_task", "parameters": {}}}]


def test_only_tools_that_are_offered_are_called() -> None:
    asked = chat_request([{"role": "user", "content": "sedentary_alert, CO2 1450ppm"}], _tools())
    assert names(answer(asked)) == ["create_task"]
    none = [{"type": "function", "function": {"name": "something_else"}}]
    reply = answer(chat_request([{"role": "user", "content": "CO2 1450ppm"}], none))
    assert (reply.tool_calls, reply.content) == ((), "換気をしてください。")


def test_arguments_are_those_that_the_tool_offers() -> None:
    properties = {"title": {"type": "string"}, "task_types": {"type": "string"}}
    function = {"name": "create_task", "parameters": {"properties": properties}}
    asked = [{"role": "user", "content": "CO2 1450ppm"}]
    (call,) = answer(chat_request(asked, [{"function": function}])).tool_calls
    assert call.arguments == {"title": "換気をしてください", "task_types": "environment"}


@pytest.mark.parametrize("role", ["system", "developer"])
def test_the_system_message_decides_nothing(role: str) -> None:
    hot = [{"role": role, "content": HOT + " person_entered コーヒーが空です"}]
    calm = [*hot, {"role": "user", "content": "正常です"}]
    assert answer(chat_request(hot, _tools())).tool_calls == ()
    assert answer(chat_request(calm, _tools())).tool_calls == ()


def test_text_in_parts_is_read() -> None:
    parts = [{"type": "text", "text": "CO2 1450"}, {"type": "text", "text": "気温 33°C"}]
    asked = chat_request([{"role": "user", "content": parts}], _tools())
    assert titles(answer(asked)) == ["室温を下げてください", "換気をしてください"]
