"""What Postgres says becomes one line, for logs and for people at a terminal."""

import psycopg
import pytest

from events.errors import InvalidSubject, LogUnavailable
from events.eventlog.postgres.connection import unavailable_on_error
from events.identity import Subject

REFUSED = """connection to server at "127.0.0.1", port 1 failed: Connection refused
\tIs the server running on that host and accepting TCP/IP connections?"""


def test_a_reason_of_several_lines_is_told_in_one() -> None:
    with pytest.raises(LogUnavailable) as raised, unavailable_on_error():
        raise psycopg.OperationalError(REFUSED)
    assert "\n" not in str(raised.value)
    assert "\t" not in str(raised.value)
    assert "Connection refused Is the server running" in str(raised.value)


def test_a_missing_table_is_a_missing_hub() -> None:
    with pytest.raises(LogUnavailable, match="there is no such hub"), unavailable_on_error():
        raise psycopg.errors.UndefinedTable('relation "head" does not exist')


def test_an_error_without_words_is_told_by_its_name() -> None:
    with pytest.raises(LogUnavailable, match="OperationalError"), unavailable_on_error():
        raise psycopg.OperationalError


def test_a_subject_that_is_none_is_told_in_bounds() -> None:
    with pytest.raises(InvalidSubject) as raised:
        Subject("x" * 5_000)
    assert len(str(raised.value)) < 250
