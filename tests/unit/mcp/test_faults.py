"""What an agent is told of errors: its own mistakes in words, ours not at all."""

import psycopg
import pytest
from pydantic import ValidationError

from events.errors import LogUnavailable
from services.mcp.faults import LONGEST, Fault, in_words
from services.mcp.reading_log import QueryLog
from services.web.problems import Problem


def test_a_mistake_names_its_field_and_value() -> None:
    with pytest.raises(ValidationError) as wrong:
        QueryLog.model_validate({"limit": 1_000})
    told = in_words(wrong.value)
    assert told is not None
    assert told.startswith("limit: ")
    assert "got 1000" in told


def test_what_was_meant_for_callers_is_told_and_no_longer_than_a_line() -> None:
    assert in_words(Fault("zone: nothing")) == "zone: nothing"
    assert in_words(Problem(403, "not you")) == "not you"
    assert len(in_words(Fault("x" * 10_000)) or "") == LONGEST


@pytest.mark.parametrize("error", [KeyError("secret"), psycopg.Error("password=x")])
def test_what_nobody_foresaw_is_not_told(error: Exception) -> None:
    assert in_words(error) is None


def test_a_database_that_is_gone_is_told_without_where_it_was() -> None:
    assert "10.0.0.7" not in (in_words(LogUnavailable("connection to 10.0.0.7 failed")) or "")
