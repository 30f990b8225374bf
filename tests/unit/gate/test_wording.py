"""Reasons show what was wrong without carrying anything further."""

import pytest

from handlers.gate.wording import REASON_LIMIT, SHOWN_LIMIT, cleaned, listed, shown, wrong
from tests.corpus import Injection, injections


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        (float("nan"), "nan"),
        (10**30, "a number of too many digits"),
        ({"a": {}}, "an object of 1 fields"),
        ([[[]]], "a list of 1"),
        ("main", '"main"'),
        (b"x", "of type bytes"),
    ],
)
def test_any_value_can_be_shown(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize("injection", injections(), ids=lambda one: one.id)
def test_no_text_gets_through_as_structure(injection: Injection) -> None:
    told = cleaned(injection.text)
    assert len(told) <= SHOWN_LIMIT + 1
    assert not set(told) & set("\n\r\x1b\"'`<>[]{}()|\\「」\u200b\u202e\ufeff")
    assert len(wrong("zone", injection.text, "a" * 1_000).splitlines()) == 1
    assert len(wrong("zone", injection.text, "a" * 1_000)) <= REASON_LIMIT


def test_a_list_of_names_is_cut() -> None:
    assert listed([]) == "none"
    assert listed(["b", "a"]) == "a, b"
    assert listed(f"{number:02}" for number in range(23)).endswith("19 and 3 more")
