"""One topic, one dialect."""

import pytest

from events.mqtt.topic import TopicFilter
from handlers.dialects import Translator
from handlers.dialects.ignored import IgnoredDialect
from handlers.dialects.mcp import McpDialect
from handlers.dialects.routes import PatternTaken, Routes
from tests.unit.dialects.documented import examples
from tests.unit.dialects.speaking import TRANSLATOR

FIRST, SECOND = IgnoredDialect(), McpDialect()


def test_a_literal_level_goes_before_a_named_one_and_that_before_a_tail() -> None:
    routes = Routes()
    routes.add("a/{device...}", FIRST)
    routes.add("a/{zone}/b", SECOND)
    routes.add("a/camera/b", FIRST)
    assert routes.find("a/camera/b") == (FIRST, {})
    assert routes.find("a/main/b") == (SECOND, {"zone": "main"})
    assert routes.find("a/main/c/d") == (FIRST, {"device": "main/c/d"})
    assert routes.find("b/main") is None


def test_a_dead_end_behind_a_literal_level_leads_back() -> None:
    routes = Routes()
    routes.add("a/camera/x", FIRST)
    routes.add("a/{zone}/b", SECOND)
    assert routes.find("a/camera/b") == (SECOND, {"zone": "camera"})


def test_two_dialects_cannot_claim_the_same_topics() -> None:
    routes = Routes()
    routes.add("a/{zone}", FIRST)
    with pytest.raises(PatternTaken):
        routes.add("a/{device}", SECOND)


@pytest.mark.parametrize("topic", sorted({example.topic for example in examples()}))
def test_every_topic_arrives_and_arrives_once(topic: str) -> None:
    matching = [one for one in TRANSLATOR.filters if TopicFilter(one).matches(topic)]
    assert len(matching) == 1


def test_other_roots_are_a_matter_of_configuration() -> None:
    translator = Translator(roots=["farm"], unit_roots=[])
    assert "farm/#" in translator.filters
    assert "office/#" not in translator.filters
