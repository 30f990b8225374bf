"""The books as a table and as JSON lines: one row for each leg, one line for each movement."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

import orjson

from services.audit.journal import Entry

COLUMNS = (
    "position", "time", "event_id", "account", "amount_milli", "transaction_type", "description",
    "reference",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """RFC 4180, with a header line."""
    yield _line(COLUMNS)
    for entry in entries:
        before = (entry.position, entry.time.isoformat(), entry.event_id)
        after = (_harmless(entry.description), _harmless(entry.reference or ""))
        for one in entry.postings:
            yield _line((*before, one.account, one.amount_milli, one.transaction_type, *after))


def as_ndjson(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield orjson.dumps(entry).decode() + "\n"


def _line(values: Iterable[object]) -> str:
    text = StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
