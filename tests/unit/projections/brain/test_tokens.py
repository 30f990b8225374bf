"""How many tokens a text is taken to have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.brain.tokens import tokens_in


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("abc", 1), ("abcd", 2), ("気温", 2), ("気温 27", 3), ("é\u2000", 1), ("\u2001", 1)],
)
def test_letters_by_three_and_what_is_wide_by_itself(text: str, tokens: int) -> None:
    assert tokens_in(text) == tokens


@given(st.text(), st.text())
def test_two_texts_take_no_fewer_than_both_together(one: str, other: str) -> None:
    assert tokens_in(one + other) <= tokens_in(one) + tokens_in(other)
