"""docs/dialects.md is true."""

import pytest

from handlers.dialects.places import Places
from handlers.dialects.registry import dialects
from tests.unit.dialects.documented import PAGE, Example, examples, outcome

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.topic} {example.text}")
def test_an_example_becomes_what_the_page_says(example: Example) -> None:
    assert outcome(example) == example.outcome


@pytest.mark.parametrize("dialect", dialects(Places()), ids=lambda dialect: dialect.name)
def test_every_dialect_is_in_the_table(dialect: object) -> None:
    assert f"| {getattr(dialect, 'name', '')} |" in PAGE.read_text()
