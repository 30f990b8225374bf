"""The catalogue page says what the code says."""

from pathlib import Path

import pytest

from events.catalogue import PAYLOADS
from events.catalogue_page import page
from events.payload import Payload

COMMITTED = Path(__file__).parents[3] / "docs" / "event-catalogue.md"


def test_the_committed_page_is_current() -> None:
    assert COMMITTED.read_text() == page(), (
        "write it anew: python -m events.catalogue_page > docs/event-catalogue.md"
    )


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=lambda payload: payload.event_type)
def test_every_type_says_what_it_means(payload: type[Payload]) -> None:
    assert payload.__doc__ is not None
    assert payload.__doc__.endswith(".")
    assert f"### {payload.event_type}\n" in page()
