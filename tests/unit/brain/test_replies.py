"""A reply is kept as the model wrote it, in one form, and within bounds."""

import math

import pytest

from services.brain.errors import MalformedReply, status_error
from services.brain.replies import Reply, ollama_reply, openai_reply, parsed

FUNCTION = {"name": "speak", "arguments": {"message": "暑いですね", "zone": None}}


def test_what_ollama_says() -> None:
    reply = ollama_reply(
        {
            "model": "qwen2.5:14b",
            "message": {
                "role": "assistant",
                "content": "…",
                "tool_calls": [{"function": FUNCTION}],
            },
            "done_reason": "stop",
            "prompt_eval_count": 812,
            "eval_count": 40,
        }
    )
    assert reply == Reply("…", (FUNCTION,), "qwen2.5:14b", "stop", 812, 40)


def test_what_openai_says() -> None:
    function = {"name": "speak", "arguments": '{"message": "暑いですね", "zone": null}'}
    message = {
        "content": None,
        "tool_calls": [{"id": "x", "type": "function", "function": function}],
    }
    reply = openai_reply(
        {
            "model": "m",
            "choices": [{"message": message, "finish_reason": "tool_calls"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 6},
        }
    )
    assert reply == Reply("", (FUNCTION,), "m", "tool_calls", 5, 6)


def called(*calls: object) -> tuple[dict[str, object], ...]:
    return ollama_reply({"message": {"tool_calls": list(calls)}}).tool_calls


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ("{'zone': 'main'}", "{'zone': 'main'}"),
        ('{"zone": "main"', '{"zone": "main"'),
        ("[1]", "[1]"),
        ("", ""),
        ([1, 2], [1, 2]),
        (None, None),
        ('{"x": NaN}', {"x": "nan"}),
        ({"x": -math.inf, "y": 1e308}, {"x": "-inf", "y": 1e308}),
        ({"x": 2**64, "y": -(2**63)}, {"x": "0x10000000000000000", "y": -(2**63)}),
        ({"a\0": "b\0c\ud800d"}, {"a\ufffd": "b\ufffdc\ufffdd"}),
        ({"smile": "\ud83d\ude00"}, {"smile": "😀"}),
    ],
)
def test_arguments_stay_what_they_are_or_become_storable(arguments: object, kept: object) -> None:
    assert called({"function": {"name": "f", "arguments": arguments}}) == (
        {"name": "f", "arguments": kept},
    )


def test_a_call_that_is_none_is_kept_for_the_gate_to_refuse() -> None:
    assert called("speak", {"function": 5}, {"function": {"name": 7}}) == (
        {"name": "", "arguments": "speak"},
        {"name": "", "arguments": {"function": 5}},
        {"name": "7", "arguments": {}},
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "the answer: must be an object"),
        ({}, "message: must be an object"),
        ({"message": {"content": 5}}, "content: must be a text, not int"),
        ({"message": {"content": "あ" * 6_000}}, "content: more than 16384 bytes"),
        ({"message": {"content": " "}, "done_reason": "length"}, "cut off before it said anything"),
        ({"message": {"tool_calls": {}}}, "tool_calls: must be a list, not dict"),
        ({"message": {"tool_calls": [{}] * 33}}, "tool_calls: 33, at most 32"),
        ({"message": {"tool_calls": ["x" * 17_000]}}, "tool_calls[0]: more than 16384 bytes"),
        ({"message": {"tool_calls": [parsed(b"[" * 40 + b"]" * 40)]}}, "nested deeper than 32"),
    ],
)
def test_what_is_no_reply_is_malformed_and_why_is_said(body: object, reason: str) -> None:
    with pytest.raises(MalformedReply) as malformed:
        ollama_reply(body)
    assert reason in str(malformed.value)
    assert str(malformed.value).startswith("malformed: ")


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[" * 100_000, b"1" * 5_000])
def test_a_body_that_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedReply):
        parsed(body)


@pytest.mark.parametrize("body", [{}, {"choices": []}, {"choices": [None]}, {"choices": [{}]}])
def test_an_answer_without_a_choice_is_malformed(body: object) -> None:
    with pytest.raises(MalformedReply):
        openai_reply(body)


def test_an_answer_that_was_cut_off_before_it_began_is_malformed() -> None:
    said = {"message": {"content": None}, "finish_reason": "length"}
    with pytest.raises(MalformedReply, match="cut off"):
        openai_reply({"choices": [said]})


def test_an_answer_that_was_cut_off_later_is_what_it_says() -> None:
    assert ollama_reply({"message": {"content": "暑い"}, "done_reason": "length"}).content == "暑い"
    assert ollama_reply(
        {"message": {"tool_calls": [{"function": FUNCTION}]}, "done_reason": "length"}
    )


def test_silence_that_was_meant_is_a_reply() -> None:
    assert ollama_reply({"message": {"content": ""}, "done_reason": "stop"}).content == ""


def test_counts_that_are_none_are_left_out() -> None:
    for count in (True, -1, 1.5, "5", 2**60):
        assert ollama_reply({"message": {}, "eval_count": count}).reply_tokens is None


def test_content_in_parts_is_put_together() -> None:
    message = {"content": [{"type": "text", "text": "a"}, {"type": "image"}, "x", {"text": "b"}]}
    assert openai_reply({"choices": [{"message": message}]}).content == "ab"


def test_what_a_server_refuses_is_told_shortly_and_on_one_line() -> None:
    refused = str(status_error(400, "does not\n support tools\0" + "x" * 1_000))
    assert refused.startswith("refused: HTTP 400 does not support tools\ufffdxxx")
    assert len(refused) < 330
    assert str(status_error(503, "")) == "unreachable: HTTP 503"
