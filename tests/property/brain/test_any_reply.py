"""Whatever a model server says is a reply that the log can hold, or malformed; nothing else."""

import json
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.brain import ModelReplied
from events.catalogue import decode
from events.entry import require_readable
from services.brain.errors import MalformedReply
from services.brain.replies import Reply, ollama_reply, openai_reply, parsed

texts = st.text(st.characters(categories=("L", "P", "Cc", "Cs", "So")), max_size=20)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), texts, st.just("{}")
)
garbage = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
functions = st.fixed_dictionaries({"name": texts | garbage, "arguments": garbage})
calls = st.lists(st.fixed_dictionaries({"function": functions}) | garbage, max_size=4)
messages = st.fixed_dictionaries({"content": texts, "tool_calls": calls})
ollama = st.fixed_dictionaries(
    {"message": messages}, optional={"model": garbage, "done_reason": texts, "eval_count": garbage}
)
openai = st.fixed_dictionaries(
    {"choices": st.lists(st.fixed_dictionaries({"message": messages}), min_size=1, max_size=2)},
    optional={"usage": garbage, "model": texts},
)

Read = Callable[[object], Reply]


@pytest.mark.parametrize("read", [ollama_reply, openai_reply])
@given(body=garbage, message=garbage)
def test_garbage_is_malformed_or_an_empty_reply(read: Read, body: object, message: object) -> None:
    for one in (body, {"message": message}, {"choices": body}, {"choices": [{"message": message}]}):
        try:
            assert_storable(read(one))
        except MalformedReply as malformed:
            str(malformed).encode()


@given(body=ollama)
def test_whatever_ollama_says_can_be_stored_and_read_back(body: object) -> None:
    assert_storable(ollama_reply(body))


@given(body=openai)
def test_whatever_an_openai_server_says_can_be_stored_and_read_back(body: object) -> None:
    assert_storable(openai_reply(body))


def assert_storable(reply: Reply) -> None:
    said = ModelReplied(
        cycle="c",
        step=1,
        request_digest="d",
        model=reply.model or "m",
        content=reply.content,
        tool_calls=reply.tool_calls,
        done_reason=reply.done_reason,
        prompt_tokens=reply.prompt_tokens,
        reply_tokens=reply.reply_tokens,
        duration_ms=1.0,
    )
    require_readable(said.to_json())
    assert decode(said.event_type, 1, said.to_json()) == said
    assert orjson.loads(orjson.dumps(said.tool_calls)) == list(said.tool_calls)
    assert all(isinstance(call["name"], str) for call in said.tool_calls)


@given(st.binary(max_size=60) | garbage.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_are_json_or_malformed(body: bytes) -> None:
    try:
        parsed(body)
    except MalformedReply as malformed:
        str(malformed).encode()
