"""Journals: the same movements in every format, each with its event, to the last milli-credit."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st

from services.audit.beancount import BEANCOUNT
from services.audit.hledger import HLEDGER
from services.audit.journal import Balances, Entry, Posting, credits_of
from services.audit.tables import as_csv, as_ndjson

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def entry(*legs: tuple[str, int], position: int = 1, words: str = "thanks", **more: str) -> Entry:
    postings = tuple(Posting(account, amount, "P2P_TRANSFER") for account, amount in legs)
    return Entry(UUID(int=position), position, NOON, words, more.get("reference"), postings)


TRANSFER = entry(
    ("wallet:5", -1_000), ("wallet:6", 1_000), ("wallet:5", -50), ("account:burned", 50),
    reference="task:42",
)  # fmt: skip


def whole(lines: Iterable[str]) -> str:
    return "".join(lines)


def test_a_movement_as_beancount() -> None:
    text = whole(BEANCOUNT.journal([TRANSFER]))
    assert (
        f"""
2026-03-02 * "thanks" #p2p-transfer ^{UUID(int=1)}
  event: "{UUID(int=1)}"
  position: 1
  reference: "task:42"
  Assets:People:User5  -1.000 SOMS
  Assets:People:User6  1.000 SOMS
  Assets:People:User5  -0.050 SOMS
  Equity:Burned  0.050 SOMS
"""
        in text
    )
    assert "\n2026-03-03 balance Assets:People:User5 -1.050 SOMS" in text


def test_a_movement_as_hledger() -> None:
    text = whole(HLEDGER.journal([TRANSFER]))
    assert "\naccount assets:people:5" in text
    assert f"    ; event:{UUID(int=1)}, type:P2P_TRANSFER\n" in text
    assert "    assets:people:5  0.000 SOMS = -1.050 SOMS\n" in text


def test_every_account_is_declared_once() -> None:
    for notation in (BEANCOUNT, HLEDGER):
        text = whole(notation.journal([TRANSFER, TRANSFER]))
        declared = [line for line in text.splitlines() if "open " in line or "account " in line]
        assert len(declared) == len(set(declared)) == 3


def test_words_cannot_break_out_of_their_place() -> None:
    hostile = entry(("wallet:0", -1), ("wallet:5", 1), words='a" ;b|\n2026-01-01 open X\\')
    assert '* "a\\" ;b| 2026-01-01 open X\\\\" #' in whole(BEANCOUNT.journal([hostile]))
    assert '* (1) a" b 2026-01-01 open X\\\n' in whole(HLEDGER.journal([hostile]))


def test_a_spreadsheet_is_given_no_formula() -> None:
    rows = list(csv.DictReader(StringIO(whole(as_csv([entry(("wallet:5", 1), words="=1+1")])))))
    assert rows[0]["description"] == "'=1+1"


def test_nothing_happened_yet() -> None:
    assert "balance" not in whole(BEANCOUNT.journal([]))
    assert "=" not in whole(HLEDGER.journal([]))


accounts = st.sampled_from(["wallet:0", "wallet:5", "escrow:1", "account:burned"])
legs = st.lists(st.tuples(accounts, st.integers(-(10**15), 10**15)), min_size=1, max_size=4)


@given(st.lists(legs, max_size=5))
def test_all_formats_add_up_to_the_same(movements: list[list[tuple[str, int]]]) -> None:
    entries = [entry(*one, position=number) for number, one in enumerate(movements, 1)]
    balances = Balances()
    for one in entries:
        balances.enter(one)
    expected = {account: credits_of(amount) for account, amount in balances.amounts.items()}
    assert added(csv_legs(entries)) == expected
    assert added(ndjson_legs(entries)) == expected
    lines = whole(HLEDGER.journal(entries)).splitlines()
    asserted = [line.split() for line in lines if " = " in line]
    assert sorted(line[4] for line in asserted) == sorted(expected.values())


def csv_legs(entries: list[Entry]) -> Iterator[tuple[str, int]]:
    for row in csv.DictReader(StringIO(whole(as_csv(entries)))):
        yield row["account"], int(row["amount_milli"])


def ndjson_legs(entries: list[Entry]) -> Iterator[tuple[str, int]]:
    for line in as_ndjson(entries):
        for one in orjson.loads(line)["postings"]:
            yield one["account"], one["amount_milli"]


def added(postings: Iterable[tuple[str, int]]) -> dict[str, str]:
    totals: dict[str, int] = {}
    for account, amount in postings:
        totals[account] = totals.get(account, 0) + amount
    return {account: f"{Decimal(amount) / 1000:.3f}" for account, amount in totals.items()}
