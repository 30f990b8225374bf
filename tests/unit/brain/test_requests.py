"""The digest of a request is that of its canonical JSON, as `docs/brain.md` defines it."""

import json
from hashlib import sha256

import pytest

from handlers.brain.requests import full_request, request_digest
from tests.unit.brain.configurations import configured

WORLD = [{"role": "user", "content": "main: 気温 32.8°C"}]


def test_the_digest_can_be_reckoned_by_anybody() -> None:
    whole = {
        "model": "qwen2.5:14b",
        "messages": [{"role": "system", "content": "You manage an office."}, *WORLD],
        "tools": [{"type": "function", "function": {"name": "speak", "parameters": {}}}],
        "options": {"num_ctx": 8_192, "num_predict": 512, "temperature": 0.3, "seed": 7},
        "keep_alive": "30m",
    }
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert request_digest(configured(), WORLD) == sha256(canonical.encode()).hexdigest()


def test_the_order_of_keys_makes_no_difference_and_a_word_does() -> None:
    turned = [{"content": WORLD[0]["content"], "role": "user"}]
    assert request_digest(configured(), turned) == request_digest(configured(), WORLD)
    assert request_digest(configured(), []) != request_digest(configured(), WORLD)
    assert request_digest(configured("other"), WORLD) != request_digest(configured(), WORLD)


def test_the_constitution_comes_first_and_the_messages_as_they_are() -> None:
    messages = full_request(configured(), WORLD)["messages"]
    assert messages == [{"role": "system", "content": "You manage an office."}, *WORLD]


@pytest.mark.parametrize(("think", "said"), [("off", False), ("on", True), ("high", "high")])
def test_whether_the_model_thinks_is_a_part_of_the_request(think: str, said: object) -> None:
    thinking = configured().model_copy(update={"think": think})
    assert full_request(thinking, WORLD) == full_request(configured(), WORLD) | {"think": said}


def test_what_is_read_from_the_log_makes_the_same_request() -> None:
    read = type(configured()).model_validate_json(configured().to_json())
    assert request_digest(read, WORLD) == request_digest(configured(), WORLD)
