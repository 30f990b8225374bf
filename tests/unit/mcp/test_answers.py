"""Answers are bounded, whatever the log holds, and say what to make of them."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from events.identity import Position
from services.mcp.answers import LARGEST, UNTRUSTED, Answer, listed

SIZES = st.lists(st.integers(0, LARGEST), max_size=8)


@given(SIZES)
def test_a_list_never_exceeds_the_bound_and_says_what_it_leaves_out(sizes: list[int]) -> None:
    items = ["x" * size for size in sizes]
    body = listed("items", items)
    assert len(orjson.dumps(body["items"])) <= LARGEST + 2
    assert body["items"] == items[: len(body["items"])]
    assert body["left_out"] == (len(body["items"]) < len(items))


def test_what_the_asker_left_out_is_told_too() -> None:
    assert listed("items", [1], more=True) == {"items": [1], "left_out": True}


def test_every_answer_has_a_position_and_is_marked_as_data() -> None:
    told = Answer({"zones": []}, Position(7)).as_object()
    assert told == {"position": 7, "untrusted": UNTRUSTED, "zones": []}
