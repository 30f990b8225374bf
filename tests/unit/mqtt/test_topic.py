"""Topics and filters refuse what MQTT forbids, and match as MQTT says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.mqtt import InvalidTopic, Topic, TopicFilter
from events.mqtt.topic import level


@pytest.mark.parametrize("text", ["", "a/+", "#", "a\0b", "x" * 65_536, "\ud800"])
def test_a_topic_cannot_be_built_wrong(text: str) -> None:
    with pytest.raises(InvalidTopic):
        Topic(text)


@pytest.mark.parametrize("text", ["", "a+/b", "a/#/b", "a#", "$share/g", "$share//a", "$share/g/"])
def test_a_filter_cannot_be_built_wrong(text: str) -> None:
    with pytest.raises(InvalidTopic):
        TopicFilter(text)


@pytest.mark.parametrize(
    ("topic_filter", "topic", "expected"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+/c", "a//c", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("#", "a/b", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("$share/recorders/a/+", "a/b", True),
        ("$share/recorders/a/+", "b/b", False),
    ],
)
def test_a_filter_matches_as_the_standard_says(
    topic_filter: str, topic: str, expected: bool
) -> None:
    assert TopicFilter(topic_filter).matches(topic) is expected


def test_a_filter_can_be_shared_among_a_group() -> None:
    assert TopicFilter("a/#").shared("recorders") == "$share/recorders/a/#"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_becomes_one_level_of_a_topic(text: str) -> None:
    assert Topic(f"soms/{level(text)}").count("/") == 1


@given(st.text(max_size=4), st.text(max_size=4))
def test_different_texts_become_different_levels(one: str, other: str) -> None:
    assert (level(one) == level(other)) == (one == other)
